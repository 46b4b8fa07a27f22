import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.memory import (
    carried_state,
    keep_biases,
    keep_gate,
    keep_paths,
    memory_operation,
    write_biases,
    write_gate,
)
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, trace

CARRIED = {
    "RNN": (None, ()), "RNN-ReLU": (None, ()), "LSTM": ("c", (("f",),)), "LSTM-1997": ("c", ((),)),
    "LSTM-peephole": ("c", (("f",),)),
    "LSTM-norm": ("c", (("f",),)), "LSTM-depth": ("c", (("f",),)),
    "CIFG": ("c", (("f",),)), "GRU": ("h", (("z",),)), "GRU-Cho": ("h", (("z",),)),
    "MGU": ("h", (("1 - f",),)), "JANET": ("c", (("f",),)), "UGRNN": ("h", (("z",),)),
    "minGRU": ("h", (("1 - z",),)), "minLSTM": ("h", (("f",),)), "sLSTM": ("c", (("f",),)),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_the_keep_factor_is_found_in_the_equations(name):
    program = lower(CELLS[name])
    state, paths = CARRIED[name]
    assert carried_state(program) == state
    assert state is None or keep_paths(program, state) == paths


def test_the_keep_bias_is_found_with_its_sign():
    found = {name: keep_biases(lower(cell)) for name, cell in CELLS.items()}
    assert found["LSTM"] == found["LSTM-norm"] == found["LSTM-depth"] == found["JANET"] == (("b_f", 1),)
    assert found["CIFG"] == (("b_i", -1),)
    assert found["MGU"] == (("b_f", -1),)
    assert found["GRU"] == (("b_z", 1), ("d_z", 1))
    assert found["minGRU"] == (("b_z", -1),)
    assert found["minLSTM"] == found["sLSTM"] == (("b_f", 1),)
    assert found["RNN"] == found["LSTM-1997"] == ()


def test_write_biases():
    found = {name: write_biases(lower(cell)) for name, cell in CELLS.items()}
    assert (
        found["LSTM"]
        == found["LSTM-peephole"]
        == found["LSTM-1997"]
        == found["sLSTM"]
        == found["minLSTM"]
        == (("b_i", 1),)
    )
    assert found["GRU"] == found["MGU"] == found["CIFG"] == found["JANET"] == ()


@pytest.mark.parametrize(
    "name", [name for name, (state, _) in CARRIED.items() if state and name not in ("LSTM-1997", "minLSTM", "sLSTM")]
)
def test_a_large_keep_bias_keeps_the_state(name):
    program = lower(CELLS[name])
    state = carried_state(program)
    start = np.random.default_rng(3).normal(size=4)
    layer = Layer(program, init_params(program, 3, 4, 0, keep_bias=40.0), {state: start})
    run = trace([layer], np.random.default_rng(4).normal(size=(300, 3))).layers[0]
    # their write gate is on its own, so what is written adds up
    written = {"LSTM", "LSTM-peephole", "LSTM-norm", "LSTM-depth"}
    change = run.values[state][-1] - start
    if name in written:
        change = change - (run.values["i"] * run.values["g"]).sum(axis=0)
    assert np.abs(change).max() < 1e-9


def test_no_keep_path_goes_through_norm():
    program = lower(read_cell("f = sigmoid(W_f @ x)\nh = f * norm(h_prev) + W_h @ x"))
    assert keep_paths(program, "h") == () and carried_state(program) is None


GATES = {
    "RNN": (None, None), "RNN-ReLU": (None, None), "LSTM": ("f", "i"), "LSTM-1997": (None, "i"),
    "LSTM-peephole": ("f", "i"), "LSTM-norm": ("f", "i"), "LSTM-depth": ("f", "i"), "CIFG": ("f", "i"),
    "GRU": ("z", "1 - z"), "GRU-Cho": ("z", "1 - z"), "MGU": ("1 - f", "f"), "JANET": ("f", "i"),
    "UGRNN": ("z", "1 - z"), "minGRU": ("1 - z", "z"), "minLSTM": ("f", "i"), "sLSTM": ("f", "i"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_the_gates_that_keep_and_write_are_found_by_what_they_do(name):
    program = lower(CELLS[name])
    assert (keep_gate(program), write_gate(program)) == GATES[name]


def test_a_parameter_or_a_sum_is_no_keep_gate():
    for text in ("h = p_c * h_prev + tanh(W_h @ x + b_h)", "h = 0.5 * h_prev + tanh(W_h @ x + b_h)"):
        program = lower(read_cell(text))
        assert carried_state(program) == "h" and keep_gate(program) is write_gate(program) is None


@pytest.mark.parametrize(
    ("name", "operation"), [("LSTM", "c"), ("CIFG", "c"), ("sLSTM", "c"), ("GRU", "h"), ("RNN", "h")]
)
def test_the_operation_of_the_memory_computes_what_is_carried_on(name, operation):
    program = lower(CELLS[name])
    assert program.steps[memory_operation(program)].name == operation
    assert memory_operation(lower(CELLS["LSTM"])) == 22  # as links of the Cell page have it
