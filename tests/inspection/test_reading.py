import numpy as np
import pytest

from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import InputError
from explainer.inputs.text import read_text
from explainer.inspection.reading import fitting, read_symbols, reads_symbols
from explainer.tasks.catalogue import TASKS, made
from explainer.tasks.probe import sequence

RECALL = made("recall", {"filler": "silence"})
LATCH, ADDING, TREND = (made(key, {}) for key in ("latch", "adding", "trend"))


def test_a_text_is_read_in_the_symbols_of_the_task():
    found = read_symbols(RECALL, "C...?")
    assert found.labels == ("C", "·", "·", "·", "?")
    assert found.channels == RECALL.inputs
    assert np.array_equal(found.x.argmax(axis=1), [RECALL.inputs.index(one) for one in found.labels])
    assert (found.x.sum(axis=1) == 1).all()
    assert read_symbols(RECALL, "c ·_?").labels == ("C", "·", "·", "·", "?")
    assert read_symbols(LATCH, "set . reset .").labels == ("set", "·", "reset", "·")


@pytest.mark.parametrize("key", [key for key, task in TASKS.items() if not task.reads_series])
def test_every_probe_can_be_typed_again(key):
    problem = made(key, {})
    probe = sequence(problem)
    if reads_symbols(problem):
        joint = " " if any(len(one) > 1 for one in problem.inputs) else ""
        assert np.array_equal(read_symbols(problem, joint.join(probe.labels)).x, probe.x)
    else:
        lines = "\n".join(" ".join(f"{value!r}" for value in row) for row in probe.raw.tolist())
        again = fitting(problem, read_numbers(lines, "standard"))
        assert np.abs(again.x - probe.x).max() < 1e-9


@pytest.mark.parametrize(
    ("problem", "read", "sentence"),
    [
        (RECALL, lambda: read_text("zap", "character"), "“z”, symbol 1, is none that this run reads; there are “A”"),
        (RECALL, lambda: read_numbers("1 2 3", "none"), "not numbers; type a text"),
        (ADDING, lambda: read_numbers("1 2 3", "none"), "The input has 1 channel, and this run reads 2 (value, mark)"),
        (TREND, lambda: read_text("abc", "character"), "reads numbers (0.1 t + sin t), not text"),
    ],
)
def test_what_cannot_be_read_is_told(problem, read, sentence):
    with pytest.raises(InputError) as caught:
        fitting(problem, read())
    assert sentence in str(caught.value)


def test_lengths_are_limited():
    with pytest.raises(InputError, match="more than 500 symbols"):
        read_symbols(RECALL, "A" * 600)
    with pytest.raises(InputError, match="nothing to read yet"):
        read_symbols(RECALL, "")
    with pytest.raises(InputError, match="20,000 characters"):
        read_symbols(RECALL, "A" * 20_000)
