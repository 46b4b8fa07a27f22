from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.numerics.jacobians import all_jacobians, jacobians, step_jacobian
from explainer.numerics.torch_run import run_in_torch
from explainer.numerics.trace import Hold, trace
from tests.conftest import small_run


@pytest.mark.parametrize("name", CELLS)
def test_jacobians_equal_autograd_row_by_row(name):
    run = small_run(name, 6, 3, 4, 1)
    for state in run.layers[0].program.cell.state:
        found = jacobians(run.layers[0], state)
        for unit in range(4):
            theirs = run_in_torch(run)[0]
            theirs.values[state][-1][unit].backward()
            assert np.abs(found[:, unit] - theirs.gradient(state)).max() < 1e-12


@pytest.mark.parametrize("name", CELLS)
def test_one_steps_jacobian_equals_a_finite_difference(name):
    run = small_run(name, 6, 3, 4, 1).layers[0]
    states = run.program.cell.state
    found = step_jacobian(run, 3)

    def after(past: np.ndarray) -> np.ndarray:
        start = dict(zip(states, past.reshape(len(states), 4), strict=True))
        again = trace([replace(run.layer, state=start)], run.values["x"][3:4]).layers[0]
        return np.concatenate([again.values[state][0] for state in states])

    past = np.concatenate([run.values[f"{state}_prev"][3] for state in states])
    for k in range(len(past)):
        nudge = np.zeros_like(past)
        nudge[k] = 1e-6
        assert np.abs((after(past + nudge) - after(past - nudge)) / 2e-6 - found[:, k]).max() < 1e-8


@pytest.mark.parametrize("name", ["LSTM", "CIFG", "JANET"])
def test_one_backward_pass_has_the_jacobians_of_all_states(name):
    run = small_run(name, 6, 3, 4, 1).layers[0]
    for state, found in all_jacobians(run, run.program.cell.state).items():
        assert np.allclose(found, jacobians(run, state), atol=1e-16)


def test_no_gradient_crosses_a_held_step():
    layer = replace(small_run("LSTM", 8, 3, 4, 1).layers[0].layer, holds=(Hold("c", 5, 0.5), Hold("h", 5, 0.5)))
    found = jacobians(trace([layer], np.ones((8, 3))).layers[0], "c")
    assert found[-1].any() and not found[:-1].any()


def test_the_product_of_step_jacobians_is_the_whole_jacobian():
    run = small_run("GRU", 6, 3, 4, 1).layers[0]
    chain = np.linalg.multi_dot([step_jacobian(run, t) for t in range(5, 1, -1)])
    assert np.allclose(chain, jacobians(run, "h")[1], atol=1e-15)
