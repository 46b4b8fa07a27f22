import numpy as np
import pytest

from explainer.tasks.brackets import best_guess
from explainer.tasks.catalogue import made


def test_the_depth_is_what_a_stack_holds():
    problem = made("brackets", {"length": 30, "deepest": 3})
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
def test_the_best_answer_to_one_bracket_is_as_good_as_derived(length, deepest):
    batch = made("brackets", {"length": length, "deepest": deepest}).draw(np.random.default_rng([0, 0]), 20_000)
    symbols = batch.x.argmax(axis=1)
    right = sum(np.bincount(batch.target[symbols == symbol]).max() for symbol in (0, 1))
    assert right / symbols.size == pytest.approx(best_guess(length, deepest), abs=0.01)
