import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.export import class_name, numpy_source, torch_source
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, Trace, trace
from tests.conftest import small_run
from tests.random_cells import cells


def execute(source: str) -> dict:
    space: dict = {}
    exec(compile(source, "<exported>", "exec"), space)
    return space


def differences(run: Trace) -> tuple[float, float]:
    """Execute both exports of a trace and return each one's largest difference to it."""
    program, weights = run.layers[0].program, run.params
    in_numpy = execute(numpy_source(program, weights))
    in_torch = execute(torch_source(program, weights))
    ours = in_numpy["run"](run.x, in_numpy["WEIGHTS"])
    theirs = in_torch["trained"]()(torch.tensor(run.x)).detach().numpy()
    return float(np.abs(ours - run.output).max()), float(np.abs(theirs - run.output).max())


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize(("n", "m", "layers"), [(1, 1, 1), (3, 4, 2), (5, 8, 3)])
def test_both_exports_give_the_numbers_of_the_trace(name, n, m, layers):
    assert max(differences(small_run(name, 9, n, m, layers))) < 1e-12


@given(cells(), st.integers(1, 4), st.integers(1, 5), st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_random_cells_agree_in_trace_numpy_and_torch(cell, n, m, seed):
    program = lower(cell)
    stack = [Layer(program, init_params(program, size, m, seed, scale=0.7, layer=k)) for k, size in enumerate((n, m))]
    run = trace(stack, np.random.default_rng(seed).normal(size=(5, n)))
    assert max(differences(run)) < 1e-12


def test_the_source_without_weights_runs_too():
    program = lower(CELLS["GRU"])
    run = small_run("GRU", layers=1)
    space = execute(numpy_source(program))
    assert np.abs(space["run"](run.x, run.params) - run.output).max() < 1e-15
    module = execute(torch_source(program))["GRU"](3, 4)
    shown, (last,) = module(torch.zeros(6, 2, 3))
    assert shown.shape == (6, 2, 4)
    assert torch.equal(shown[-1], last)


def test_source_lines_match_the_equations():
    source = numpy_source(lower(CELLS["LSTM"]))
    assert "    f = sigmoid(W_f @ x + U_f @ h_prev + b_f)  # forget gate: how much of the old memory to keep" in source
    assert "    c = f * c_prev + i * g  # cell state: keep some, write some" in source
    assert "torch.sigmoid(linear(x, self.W_f) + linear(h_prev, self.U_f) + self.b_f)" in torch_source(
        lower(CELLS["LSTM"])
    )


def test_a_sentence_cannot_break_out_of_the_source():
    evil = '"""\nraise SystemExit("broken out")\n"""\\'
    cell = Cell(evil, evil, ("h",), (Equation("h", "W_h @ x", "hidden", f"x\n{evil}"),), evil)
    program = lower(cell)
    assert "run" in execute(numpy_source(program))
    assert class_name(program) in execute(torch_source(program))


def test_class_names_are_python_names():
    assert [class_name(lower(CELLS[name])) for name in ("LSTM-1997", "RNN-ReLU")] == ["LSTM1997", "RNNReLU"]
    assert class_name(lower(Cell("2 gates", "", ("h",), CELLS["RNN"].equations, ""))) == "Cell2gates"


def test_a_source_defines_the_functions_it_uses_and_no_others():
    normed, plain = lower(CELLS["LSTM-norm"]), lower(CELLS["RNN"])
    assert "def norm(a):" in numpy_source(normed) and "def norm(a):" in torch_source(normed)
    assert "from torch.nn.functional import layer_norm, linear" in torch_source(normed)
    assert numpy_source(plain).count("def ") == 2 and "layer_norm" not in torch_source(plain)
    line = "h = o * np.tanh(p_c * norm(c) + b_c)"
    assert line in numpy_source(normed) and "torch.tanh(self.p_c * norm(c) + self.b_c)" in torch_source(normed)


def test_a_batch_is_normalised_over_its_units_alone():
    module = execute(torch_source(lower(CELLS["LSTM-norm"])))["LSTMnorm"](3, 4)
    x = torch.randn(6, 2, 3, generator=torch.Generator().manual_seed(1))
    whole, one = module(x)[0], module(x[:, 1:])[0]
    assert torch.allclose(whole[:, 1:], one, atol=1e-6)
