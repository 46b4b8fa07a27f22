import numpy as np
import pytest

from explainer.tasks.catalogue import made


def test_each_step_is_odd_or_even():
    batch = made("parity", {"length": 9}).draw(np.random.default_rng([3, 1]), 30)
    for bits, answers in zip(batch.x.argmax(axis=1).T, batch.target.T, strict=True):
        odd = False
        for bit, answer in zip(bits, answers, strict=True):
            odd ^= bool(bit)
            assert answer == odd


def test_the_last_step_alone_can_be_asked():
    settings = {"length": 9, "asked": "last step"}
    each, last = made("parity", {"length": 9}), made("parity", settings)
    assert last.where == "last" and last.baseline == 0.5
    batches = [problem.draw(np.random.default_rng([3, 1]), 30) for problem in (each, last)]
    assert np.array_equal(batches[0].target[-1], batches[1].target)


def test_the_present_bit_is_as_good_as_the_baseline_says():
    problem = made("parity", {"length": 6})
    batch = problem.draw(np.random.default_rng([0, 0]), 20_000)
    assert (batch.x.argmax(axis=1) == batch.target).mean() == pytest.approx(problem.baseline, abs=0.005)
