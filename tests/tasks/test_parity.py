import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem


def test_the_target_at_each_step_is_the_parity():
    batch = make_problem("parity", {"length": 9}).draw(np.random.default_rng([3, 1]), 30)
    for bits, answers in zip(batch.x.argmax(axis=1).T, batch.target.T, strict=True):
        odd = False
        for bit, answer in zip(bits, answers, strict=True):
            odd ^= bool(bit)
            assert answer == odd


def test_the_last_step_alone_can_be_the_target():
    settings = {"length": 9, "asked": "last step"}
    each, last = make_problem("parity", {"length": 9}), make_problem("parity", settings)
    assert last.where == "last" and last.baseline == 0.5
    batches = [problem.draw(np.random.default_rng([3, 1]), 30) for problem in (each, last)]
    assert np.array_equal(batches[0].target[-1], batches[1].target)


def test_the_baseline_is_the_accuracy_of_the_current_bit():
    problem = make_problem("parity", {"length": 6})
    batch = problem.draw(np.random.default_rng([0, 0]), 20_000)
    assert (batch.x.argmax(axis=1) == batch.target).mean() == pytest.approx(problem.baseline, abs=0.005)
