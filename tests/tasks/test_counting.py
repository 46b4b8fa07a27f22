import re

import numpy as np

from explainer.tasks.catalogue import make_problem
from explainer.tasks.counting import strings
from explainer.tasks.metrics import score


def may_follow(prefix: str) -> set[str]:
    """Return the symbols that can follow a prefix, from every string of the language."""
    language = [f"S{'a' * n}{'b' * n}E" for n in range(1, 30)]
    return {string[len(prefix)] for string in language if string.startswith(prefix)}


def test_the_targets_are_what_the_language_allows():
    batch = strings(np.array([1, 2, 5]))
    assert batch.x.shape == (11, 4, 3) and batch.target.shape == (11, 3, 3)
    for b, n in enumerate([1, 2, 5]):
        read = "".join("SabE"[k] for k in batch.x[..., b].argmax(axis=1))
        assert re.fullmatch(rf"Sa{{{n}}}b{{{n}}}E*", read)
        for t in range(2 * n + 1):
            assert {"abE"[k] for k in np.flatnonzero(batch.target[t, :, b])} == may_follow(read[: t + 1])
        assert batch.mask[:, b].tolist() == [1] * (2 * n + 1) + [0] * (10 - 2 * n)


def test_the_test_set_has_every_length_once_and_longer_ones():
    problem = make_problem("counting", {"longest": 4, "beyond": 3})
    assert problem.test.mask.sum(axis=0).tolist() == [2 * n + 1 for n in range(1, 8)]
    batch = problem.draw(np.random.default_rng([1, 1]), 40)
    assert batch.x.shape[0] == problem.steps == 9
    assert set(batch.mask.sum(axis=0).tolist()) == {3, 5, 7, 9}


def test_without_memory_no_string_with_two_b_is_accepted():
    problem = make_problem("counting", {"longest": 3, "beyond": 0})
    every = problem.test
    predictions = np.zeros_like(every.target)
    for symbol in range(4):
        here = every.x[:, symbol] == 1  # (T, B)
        rows = every.target.transpose(0, 2, 1)[here & (every.mask == 1)]
        if len(rows):
            predictions.transpose(0, 2, 1)[here] = rows.mean(axis=0)
    assert score(problem, predictions, every) <= 1 / 3  # n = 1 alone, where there is only one b
    assert score(problem, every.target, every) == 1


def test_the_longest_test_string_fits_the_limit():
    assert make_problem("counting", {"longest": 100, "beyond": 100}).test.x.shape[0] <= 500
