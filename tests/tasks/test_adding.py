import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import score


@pytest.mark.parametrize("length", [4, 7, 100])
def test_each_half_has_one_mark_and_the_target_is_the_sum_of_the_marked_values(length):
    batch = make_problem("adding", {"length": length}).draw(np.random.default_rng([3, 1]), 200)
    values, marks = batch.x[:, 0], batch.x[:, 1]
    assert values.min() >= 0 and values.max() < 1
    assert (marks[: length // 2].sum(axis=0) == 1).all() and (marks[length // 2 :].sum(axis=0) == 1).all()
    for b in range(200):
        first, second = values[:, b][marks[:, b] == 1]
        assert batch.target[0, b] == pytest.approx(first + second)


def test_always_answering_one_has_an_error_of_a_sixth():
    problem = make_problem("adding", {})
    batch = problem.draw(np.random.default_rng([0, 0]), 100_000 // 4)
    assert problem.baseline == pytest.approx(0.1667, abs=1e-4)
    assert score(problem, np.ones_like(batch.target), batch) == pytest.approx(problem.baseline, abs=0.005)
