import numpy as np
import pytest

from explainer.tasks.brackets import memoryless_accuracy
from explainer.tasks.catalogue import make_problem


def test_the_target_is_the_size_of_a_stack():
    problem = make_problem("brackets", {"length": 30, "deepest": 3})
    batch = problem.draw(np.random.default_rng([3, 1]), 40)
    for symbols, depths in zip(batch.x.argmax(axis=1).T, batch.target.T, strict=True):
        stack = []
        for symbol, depth in zip(symbols, depths, strict=True):
            if problem.inputs[symbol] == "(":
                stack.append("(")
            else:
                stack.pop()
            assert len(stack) == depth <= 3


@pytest.mark.parametrize(("length", "deepest"), [(4, 2), (12, 3), (40, 4)])
def test_the_memoryless_accuracy_is_that_of_the_best_answer_to_one_bracket(length, deepest):
    batch = make_problem("brackets", {"length": length, "deepest": deepest}).draw(np.random.default_rng([0, 0]), 20_000)
    symbols = batch.x.argmax(axis=1)
    right = sum(np.bincount(batch.target[symbols == symbol]).max() for symbol in (0, 1))
    assert right / symbols.size == pytest.approx(memoryless_accuracy(length, deepest), abs=0.01)
