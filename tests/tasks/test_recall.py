import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem


@pytest.mark.parametrize("filler", ["silence", "noise"])
def test_the_first_symbol_is_the_target(filler):
    problem = make_problem("recall", {"gap": 7, "symbols": 3, "filler": filler})
    batch = problem.draw(np.random.default_rng([1, 2]), 50)
    assert batch.x.shape == (8, problem.n, 50) and problem.steps == 8
    letters = [[problem.inputs[k] for k in sequence] for sequence in batch.x.argmax(axis=1).T]
    for sequence, target in zip(letters, batch.target, strict=True):
        assert sequence[0] == "ABC"[target] and sequence[-1] == "?"
        assert not set(sequence[1:-1]) & set("ABC?")
    assert len({letter for sequence in letters for letter in sequence[1:-1]}) == (4 if filler == "noise" else 1)


def test_the_baseline_is_the_accuracy_of_a_guess():
    problem = make_problem("recall", {"gap": 2, "symbols": 5})
    target = problem.draw(np.random.default_rng([0, 0]), 50_000).target
    assert (target == 0).mean() == pytest.approx(problem.baseline, abs=0.01)
