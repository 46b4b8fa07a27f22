import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem


def test_the_target_is_the_symbols_in_their_order():
    problem = make_problem("copy", {"gap": 6, "count": 3, "symbols": 4})
    batch = problem.draw(np.random.default_rng([1, 2]), 20)
    assert batch.x.shape == (12, 6, 20) and problem.steps == 12
    for b in range(20):
        inputs = "".join(problem.inputs[k] for k in batch.x[..., b].argmax(axis=1))
        target = "".join(problem.outputs[k] for k in batch.target[-3:, b])
        assert inputs == f"{target}·····?···"
        assert batch.mask[:, b].tolist() == [0] * 9 + [1] * 3


def test_the_length_is_the_gap_and_twice_the_symbols():
    """In Arjovsky et al. (2016) T + 20 steps in all for ten symbols."""
    assert make_problem("copy", {"count": 10}).steps == 20 + 20
    assert make_problem("copy", {"gap": 400, "count": 20}).steps <= 500


def test_the_baseline_is_the_accuracy_of_a_guess():
    problem = make_problem("copy", {"symbols": 5})
    batch = problem.draw(np.random.default_rng([0, 0]), 5_000)
    assert np.average(batch.target == 0, weights=batch.mask) == pytest.approx(problem.baseline, abs=0.01)
