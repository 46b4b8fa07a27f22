import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.numerics.backward import backward
from explainer.numerics.backward_steps import add_buffers, backward_order, run_backward_steps, shared_gradients
from tests.conftest import small_run


@pytest.mark.parametrize("name", CELLS)
def test_one_buffer_for_all_time_steps_is_enough(name):
    """With one buffer per value, used at every step, the states' gradients are those of a full backward pass."""
    run = small_run(name, 7, 3, 4, 1)
    layer = run.layers[0]
    seed = np.random.default_rng(2).normal(size=run.output.shape)
    values = {state: np.zeros_like(layer.values[state]) for state in layer.program.cell.state}
    values["h"] += seed
    rows = {state: list(array) for state, array in values.items()}
    add_buffers(layer, rows, lambda: [np.full(4, 9.0)] * len(run.x))
    run_backward_steps(layer, rows, set(values))
    whole = backward(run, {"h": seed}).layers[0]
    for state, array in values.items():
        assert np.allclose(array, whole.values[state], atol=1e-14)


@pytest.mark.parametrize("name", CELLS)
def test_backward_order_has_results_before_arguments(name):
    program = small_run(name).layers[0].program
    names = backward_order(program)
    assert len(names) == len(set(names))
    for step in program.steps:
        assert all(names.index(step.name) < names.index(arg) for arg in step.args if arg in names)


def test_only_terms_of_one_sum_share_its_gradient():
    run = small_run("LSTM", layers=1).layers[0]
    same = shared_gradients(run, {"h", "c"})
    assert same["f * c_prev"] == "c" and same["i * g"] == "c"
    assert "f" not in same and "c" not in same and "tanh(c)" not in same
