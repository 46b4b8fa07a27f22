"""What a probe reads, where it is known what there is to read."""

import numpy as np
import pytest

from explainer.lessons.claims.state_probe import FITTED, SCORED, STEPS, last_states, symbols_read, variance_read

RNN = {"cell": "RNN", "state": "h"}


def test_the_last_symbol_is_read_and_the_first_of_many_is_not():
    assert symbols_read({**RNN, "lag": 0}, 3) == 1.0
    assert symbols_read({**RNN, "lag": STEPS - 1}, 3) == pytest.approx(0.25, abs=4 * (0.19 / SCORED) ** 0.5)


def test_variance_is_explained_where_symbols_are_read():
    near, far = (variance_read({**RNN, "lag": lag}, 3) for lag in (0, STEPS - 1))
    assert near > 0.9 and -0.3 < far < 0.1


def test_the_explained_variance_is_that_of_a_fit_by_the_normal_equations():
    condition = {"cell": "LSTM", "bias": 1.0, "state": "c", "lag": 4}
    states, classes = last_states(condition, 2)
    features, signs = np.column_stack([states, np.ones(len(states))]), 2 * np.eye(4)[classes] - 1
    fitted, seen = features[:FITTED], signs[:FITTED]
    weights = np.linalg.solve(fitted.T @ fitted, fitted.T @ seen)
    wrong, spread = signs[FITTED:] - features[FITTED:] @ weights, signs[FITTED:] - signs[FITTED:].mean(axis=0)
    assert variance_read(condition, 2) == pytest.approx(1 - (wrong**2).sum() / (spread**2).sum())
