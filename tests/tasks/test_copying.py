import numpy as np
import pytest

from explainer.tasks.catalogue import made


def test_the_symbols_are_said_again_in_their_order():
    problem = made("copy", {"gap": 6, "count": 3, "symbols": 4})
    batch = problem.draw(np.random.default_rng([1, 2]), 20)
    assert batch.x.shape == (12, 6, 20) and problem.steps == 12
    for b in range(20):
        read = "".join(problem.inputs[k] for k in batch.x[..., b].argmax(axis=1))
        said = "".join(problem.outputs[k] for k in batch.target[-3:, b])
        assert read == f"{said}·····?···"
        assert batch.counts[:, b].tolist() == [0] * 9 + [1] * 3


def test_from_a_symbol_to_its_repetition_lie_gap_and_count():
    """In Arjovsky et al. (2016) T + 20 steps in all for ten symbols."""
    assert made("copy", {"count": 10}).steps == 20 + 20
    assert made("copy", {"gap": 400, "count": 20}).steps <= 500


def test_a_guess_is_as_good_as_the_baseline_says():
    problem = made("copy", {"symbols": 5})
    batch = problem.draw(np.random.default_rng([0, 0]), 5_000)
    assert np.average(batch.target == 0, weights=batch.counts) == pytest.approx(problem.baseline, abs=0.01)
