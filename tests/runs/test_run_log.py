import json

import numpy as np

from explainer.runs.chunk import Chunk
from explainer.runs.row import Row
from explainer.runs.run_log import MOST_LIVE, MOST_RECENT, Ledger, remembered
from explainer.training.recipe import Recipe

BEGUN = {"run": "a", "kind": "begun", "parameters": 9, "tokens": 64, "updates": 1000}


def feed(ledger: Ledger, first: int, count: int) -> None:
    body = np.full((count, 3), first, "<f4").tobytes()
    ledger.take({"run": "a", "kind": "updates", "from": first, "seeds": 1, "speed": [1.0, 2.0]}, body)


def look(ledger: Ledger, step: int) -> None:
    head = {"run": "a", "kind": "look", "step": step, "metric": [0.5], "saturation": {}}
    ledger.take(head, json.dumps({"kind": "look", "step": step, "values": {}}).encode())


def begun() -> Ledger:
    ledger = Ledger(Row("a", "me", Recipe()))
    ledger.take(BEGUN)
    return ledger


def kinds(messages: list[bytes]) -> list[str]:
    return [json.loads(message)["kind"] for message in messages]


def test_the_history_tells_all_that_was_told():
    ledger = begun()
    ledger.take({"run": "a", "kind": "state", "state": "running"})
    for step in range(1, 41, 10):
        feed(ledger, step, 10)
        look(ledger, step + 9)
    ledger.take({"run": "a", "kind": "ended", "reason": "done", "sentence": "All done.", "step": 40, "metric": [0.9]})
    history = ledger.history()
    assert kinds(history) == ["state", "begun", "updates", "look", "look", "look", "look", "ended"]
    told = [json.loads(message) for message in history]
    assert len(told[2]["loss"]) == 40 and told[2]["to"] == 40
    assert "values" in told[-2] and "values" not in told[-3] and told[-2]["step"] == 40
    assert told[-1]["sentence"] == "All done." and told[-1]["metric"] == [0.9] and ledger.row.metric == (0.9,)
    assert all(one["run"] == "a" for one in told)


def test_a_reader_gets_what_is_new_and_one_too_far_behind_everything_anew():
    ledger = begun()
    number = ledger.told
    assert ledger.since(number) == []
    feed(ledger, 1, 1)
    feed(ledger, 2, 1)
    assert [json.loads(message)["from"] for message in ledger.since(number)] == [1, 2]
    for step in range(3, 4 + MOST_RECENT):
        feed(ledger, step, 1)
    assert ledger.since(number) is None and len(ledger.since(ledger.told - 1)) == 1


def test_live_messages_are_thin_and_the_history_is_bounded():
    ledger = begun()
    for step in range(1, 100_001, 1000):
        feed(ledger, step, 1000)
        look(ledger, step)
    live = json.loads(ledger.since(ledger.told - 2)[0])
    assert len(live["loss"]) <= MOST_LIVE and live["to"] == 100_000 == ledger.row.step
    assert sum(len(json.loads(message).get("loss", [])) for message in ledger.history()) <= 1500
    assert len(ledger.history()) < 500


def test_beginning_again_forgets_what_was():
    ledger = begun()
    feed(ledger, 1, 5)
    look(ledger, 5)
    ledger.take(BEGUN)
    assert kinds(ledger.history()) == ["state", "begun"] and ledger.row.step == 0


def test_what_the_store_has_makes_the_same_history():
    ledger = begun()
    feed(ledger, 1, 30)
    look(ledger, 15)
    look(ledger, 30)
    marks = [(step, json.dumps(mark)) for step, mark in ledger.marks.items()]
    chunks = [Chunk(1, np.full((30, 3), 1, "<f4"))]
    again = remembered(ledger.row, chunks, marks, b'{"kind": "look", "step": 30, "values": {}}')
    assert again.history() == ledger.history()
