import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state
from explainer.inputs.examples import EXAMPLES
from explainer.numerics.presets import PRESETS, preset_params
from explainer.numerics.trace import Layer, trace

PAIRS = [(preset.name, cell) for preset in PRESETS.values() for cell in preset.cells]


def state(name: str, cell: str, sequence=None) -> tuple[np.ndarray, np.ndarray]:
    """Run a preset on its example input; return the raw input and the carried state."""
    preset, program = PRESETS[name], lower(CELLS[cell])
    sequence = sequence or EXAMPLES[preset.example][0]()
    run = trace([Layer(program, preset_params(preset, program, sequence.x.shape[1], 2))], sequence.x).layers[0]
    return sequence.x, run.values[carried_state(program) or "h"][:, 0]


@pytest.mark.parametrize("cell", PRESETS["remember for ever"].cells)
def test_remember_for_ever(cell):
    x, memory = state("remember for ever", cell)
    assert not memory[:4].any() or np.abs(memory[:4]).max() < 1e-7
    assert np.abs(memory[4:] - np.tanh(x[4, 0])).max() < 1e-6


@pytest.mark.parametrize("cell", PRESETS["forget at once"].cells)
def test_forget_at_once(cell):
    x, memory = state("forget at once", cell)
    assert np.abs(memory - np.tanh(x[:, 0])).max() < 1e-7


@pytest.mark.parametrize("cell", PRESETS["overwrite"].cells)
def test_overwrite(cell):
    x, memory = state("overwrite", cell)
    assert np.abs(memory[4:24] - np.tanh(x[4, 0])).max() < 1e-6
    assert np.abs(memory[24:] - np.tanh(x[24, 0])).max() < 1e-6


@pytest.mark.parametrize("cell", PRESETS["count the ones"].cells)
def test_count_the_ones(cell):
    x, memory = state("count the ones", cell)
    assert np.abs(memory - np.cumsum(x[:, 0])).max() < 1e-6
    assert round(memory[-1]) == 11


@pytest.mark.parametrize("cell", PRESETS["latch on a trigger"].cells)
def test_latch_on_a_trigger(cell):
    x, memory = state("latch on a trigger", cell)
    assert memory[:4].max() < 1e-6
    assert memory[4:].min() > 0.99
    assert memory.max() < 1.0 + 1e-6


@pytest.mark.parametrize(("name", "cell"), PAIRS)
def test_every_preset_runs_with_any_size(name, cell):
    program = lower(CELLS[cell])
    for n, m in ((1, 1), (5, 3)):
        assert np.isfinite(
            trace([Layer(program, preset_params(PRESETS[name], program, n, m))], np.ones((4, n))).output
        ).all()


def test_a_preset_without_parameters_for_a_cell_is_an_error():
    with pytest.raises(ValueError, match="made for LSTM, LSTM-1997, RNN-ReLU, not for GRU"):
        preset_params(PRESETS["count the ones"], lower(CELLS["GRU"]), 1, 1)
