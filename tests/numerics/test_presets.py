import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.memory import carried
from explainer.cells.program import lower
from explainer.inputs.examples import GALLERY
from explainer.numerics.presets import STORIES, tell
from explainer.numerics.trace import Layer, trace

TOLD = [(story.name, cell) for story in STORIES.values() for cell in story.cells]


def state(name: str, cell: str, sequence=None) -> tuple[np.ndarray, np.ndarray]:
    """Tell a story on its own input; return the raw input and what is carried."""
    story, program = STORIES[name], lower(CELLS[cell])
    sequence = sequence or GALLERY[story.shows][0]()
    run = trace([Layer(program, tell(story, program, sequence.x.shape[1], 2))], sequence.x).layers[0]
    return sequence.x, run.values[carried(program) or "h"][:, 0]


@pytest.mark.parametrize("cell", STORIES["remember for ever"].cells)
def test_remember_for_ever(cell):
    x, memory = state("remember for ever", cell)
    assert not memory[:4].any() or np.abs(memory[:4]).max() < 1e-7
    assert np.abs(memory[4:] - np.tanh(x[4, 0])).max() < 1e-6


@pytest.mark.parametrize("cell", STORIES["forget at once"].cells)
def test_forget_at_once(cell):
    x, memory = state("forget at once", cell)
    assert np.abs(memory - np.tanh(x[:, 0])).max() < 1e-7


@pytest.mark.parametrize("cell", STORIES["overwrite"].cells)
def test_overwrite(cell):
    x, memory = state("overwrite", cell)
    assert np.abs(memory[4:24] - np.tanh(x[4, 0])).max() < 1e-6
    assert np.abs(memory[24:] - np.tanh(x[24, 0])).max() < 1e-6


@pytest.mark.parametrize("cell", STORIES["count the ones"].cells)
def test_count_the_ones(cell):
    x, memory = state("count the ones", cell)
    assert np.abs(memory - np.cumsum(x[:, 0])).max() < 1e-6
    assert round(memory[-1]) == 11


@pytest.mark.parametrize("cell", STORIES["latch on a trigger"].cells)
def test_latch_on_a_trigger(cell):
    x, memory = state("latch on a trigger", cell)
    assert memory[:4].max() < 1e-6
    assert memory[4:].min() > 0.99
    assert memory.max() < 1.0 + 1e-6


@pytest.mark.parametrize(("name", "cell"), TOLD)
def test_every_story_is_told_with_any_size(name, cell):
    program = lower(CELLS[cell])
    for n, m in ((1, 1), (5, 3)):
        assert np.isfinite(trace([Layer(program, tell(STORIES[name], program, n, m))], np.ones((4, n))).output).all()


def test_a_cell_that_cannot_tell_it_is_named():
    with pytest.raises(ValueError, match="told with LSTM, LSTM-1997, RNN-ReLU, not with GRU"):
        tell(STORIES["count the ones"], lower(CELLS["GRU"]), 1, 1)
