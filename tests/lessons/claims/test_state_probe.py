"""What a probe reads, where it is known what there is to read."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.state_probe import SCORED, STEPS, explained_variance, more_in_cell_state, symbols_read
from explainer.numerics.layer import Layer
from explainer.numerics.parity import torch_module
from explainer.tasks.catalogue import make_problem
from tests.lessons.claims.test_learned_gates import drawn_result

RNN = {"cell": "RNN", "state": "h"}


def test_the_last_symbol_is_read_and_the_first_of_many_is_not():
    assert symbols_read({**RNN, "lag": 0}, 3) == 1.0
    assert symbols_read({**RNN, "lag": STEPS - 1}, 3) == pytest.approx(0.25, abs=4 * (0.19 / SCORED) ** 0.5)


def by_normal_equations(states: np.ndarray, classes: np.ndarray, k: int) -> float:
    """Return the explained variance of the second half, by a fit written out."""
    features, signs, half = (
        np.column_stack([states, np.ones(len(states))]),
        2 * np.eye(k)[classes] - 1,
        len(states) // 2,
    )
    fitted, seen = features[:half], signs[:half]
    weights = np.linalg.solve(fitted.T @ fitted, fitted.T @ seen)
    wrong, spread = signs[half:] - features[half:] @ weights, signs[half:] - signs[half:].mean(axis=0)
    return 1 - (wrong**2).sum() / (spread**2).sum()


def test_the_explained_variance_is_that_of_the_normal_equations():
    rng = np.random.default_rng(1)
    classes = rng.integers(0, 3, 400)
    states = np.eye(3)[classes] @ rng.standard_normal((3, 5)) + 0.3 * rng.standard_normal((400, 5))
    assert explained_variance(states, classes, 3) == pytest.approx(by_normal_equations(states, classes, 3))
    assert explained_variance(rng.standard_normal((400, 5)), classes, 3) < 0.05


def test_the_states_before_the_question_are_those_of_torch_s_lstm():
    result, problem = drawn_result("recall", {"gap": 3}, "LSTM"), make_problem("recall", {"gap": 3})
    x = torch.tensor(np.moveaxis(problem.test.x, 1, 2)[:-1].astype(np.float64))  # without the question
    expected = []
    for k in range(2):
        own = {name[2:]: value[k].astype(np.float64) for name, value in result.weights.items()}
        with torch.no_grad():
            h, c = (one[0].numpy() for one in torch_module([Layer(lower(CELLS["LSTM"]), own)])(x)[1])
        first, second = (by_normal_equations(one, problem.test.target, problem.k) for one in (c, h))
        expected.append(first - second)
    assert more_in_cell_state(result) == pytest.approx(expected)
