import json

import numpy as np
import pytest

from explainer.runs.chunk import Chunk
from explainer.runs.curve import MAX_POINTS
from explainer.runs.epoch_curve import make_epoch_curve
from explainer.runs.row import Row
from explainer.runs.run_log import RunLog, log_from_store
from explainer.training.recipe import Recipe

STARTED = {"run": "a", "kind": "begun", "parameters": 9, "tokens": 64, "updates": 1000, "epoch": 4}


def chunk(first: int, losses: np.ndarray) -> Chunk:
    """Pack losses (updates, S) with rates and norms that are none of them."""
    rates = np.full((len(losses), 1), 99.0)
    return Chunk(first, np.column_stack([rates, losses, losses + 50]).astype("<f4"))


def of_kind(messages: list[bytes], kind: str) -> list[dict]:
    return [one for one in map(json.loads, messages) if one["kind"] == kind]


def test_epochs_have_the_mean_loss_of_their_updates_however_these_are_packed():
    losses = np.random.default_rng(1).normal(size=(30, 2))
    curve, ended = make_epoch_curve(4), []
    for first, last in [(1, 3), (4, 4), (5, 14), (15, 30)]:
        ended.append(curve.add(chunk(first, losses[first - 1 : last])))
    assert ended[0] is None and [(one.first, one.last) for one in ended[1:]] == [(1, 1), (2, 3), (4, 7)]
    (message,) = curve.messages("a")
    assert (message["from"], message["stride"], message["run"]) == (4, 4, "a")
    assert np.array(message["loss"]) == pytest.approx(losses[:28].reshape(7, 4, 2).mean(axis=1), rel=1e-5)


def test_a_long_run_has_at_most_so_many_epochs():
    curve = make_epoch_curve(1)
    curve.add(chunk(1, np.arange(10_000.0)[:, None]))
    messages = curve.messages("a")
    assert sum(len(one["loss"]) for one in messages) <= MAX_POINTS
    assert messages[-1]["loss"][-1] == [9999.0] and messages[-1]["from"] == 10_000


def test_without_epochs_there_is_no_curve():
    assert make_epoch_curve(0) is None


def test_a_run_sends_its_epochs_and_has_them_in_its_history_also_from_the_store():
    losses, log = np.linspace(3, 1, 10)[:, None], RunLog(Row("a", "me", Recipe()))
    log.receive(STARTED)
    before = log.message_count
    for first, last in [(1, 6), (7, 10)]:
        part = chunk(first, losses[first - 1 : last])
        head = {"run": "a", "kind": "updates", "from": first, "seeds": 1, "speed": [1.0, 2.0]}
        log.receive(head, part.numbers.tobytes())
    sent = of_kind(log.messages_since(before), "epochs")
    assert [one["from"] for one in sent] == [4, 8]
    (whole,) = of_kind(log.history(), "epochs")
    assert whole["loss"] == [one["loss"][0] for one in sent]
    stored = log_from_store(log.row, [chunk(1, losses)], [], b"")
    assert of_kind(stored.history(), "epochs") == [whole]
    log.receive(STARTED)  # rewound
    assert of_kind(log.history(), "epochs") == []


def test_a_run_of_an_earlier_version_has_no_epochs():
    row = Row("a", "me", Recipe(), started={"parameters": 9})
    assert of_kind(log_from_store(row, [chunk(1, np.ones((9, 1)))], [], b"").history(), "epochs") == []
