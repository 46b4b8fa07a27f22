import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.batch import first_step_gradients, run_networks
from explainer.numerics import losses
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, trace

M, STEPS, LENGTHS = 5, 12, (2, 7, 12)
RECURRENT = [name for name in CELLS if any(one[:2] == "U_" for one in lower(CELLS[name]).params)]
"""The cells with a matrix on their state: only that differs in a batch."""


def several(name: str, count: int = 3) -> tuple[dict, list[dict]]:
    """Draw parameters that differ in their recurrent matrices: as one batch, and one by one."""
    program = lower(CELLS[name])
    draws = [init_params(program, 3, M, seed) for seed in range(count)]
    alone = [{key: one[key] if key[:2] == "U_" else draws[0][key] for key in one} for one in draws]
    batch = {
        key: np.stack([one[key] for one in alone]) if key[:2] == "U_" else value for key, value in alone[0].items()
    }
    return batch, alone


X = np.random.default_rng(3).normal(size=(STEPS, 3))


@pytest.mark.parametrize("name", RECURRENT)
def test_a_batch_equals_its_networks_one_by_one(name):
    batch, alone = several(name)
    run = run_networks(lower(CELLS[name]), batch, X)
    for k, params in enumerate(alone):
        one = trace([Layer(lower(CELLS[name]), params)], X).layers[0]
        for value, array in one.values.items():
            together = run.values[value]
            assert np.allclose(together[:, min(k, together.shape[1] - 1), 0], array, rtol=1e-13, atol=1e-15), value


@pytest.mark.parametrize("name", RECURRENT)
def test_one_backward_pass_has_the_gradients_of_each_network_and_length(name):
    batch, alone = several(name)
    gradients = first_step_gradients(run_networks(lower(CELLS[name]), batch, X), LENGTHS)
    assert gradients.shape == (3, 3, M)
    for k, params in enumerate(alone):
        for j, length in enumerate(LENGTHS):
            one = trace([Layer(lower(CELLS[name]), params)], X[:length])
            seeds = losses.evaluate_loss(losses.make_loss("last", X[:length], M), one.layers[0].values).grad_outputs
            wanted = backward(one, seeds).layers[0].values["h"][0]
            assert np.allclose(gradients[k, j], wanted, rtol=1e-11, atol=1e-15)
