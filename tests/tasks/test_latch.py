import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem


def test_the_switch_keeps_its_last_state():
    problem = make_problem("latch", {"length": 30, "often": 0.2})
    batch = problem.draw(np.random.default_rng([3, 1]), 40)
    for symbols, states in zip(batch.x.argmax(axis=1).T, batch.target.T, strict=True):
        on = False
        for symbol, state in zip(symbols, states, strict=True):
            on = {"·": on, "set": True, "reset": False}[problem.inputs[symbol]]
            assert state == on


@pytest.mark.parametrize(("length", "often"), [(20, 0.5), (60, 0.05)])
def test_the_memoryless_accuracy_is_that_of_the_best_answer_to_one_symbol(length, often):
    problem = make_problem("latch", {"length": length, "often": often})
    batch = problem.draw(np.random.default_rng([0, 0]), 20_000)
    symbols = batch.x.argmax(axis=1)
    right = sum(np.bincount(batch.target[symbols == symbol]).max() for symbol in range(3))
    assert right / symbols.size == pytest.approx(problem.baseline, abs=0.01)
