import re

import numpy as np

from explainer.tasks.catalogue import made
from explainer.tasks.counting import strings
from explainer.tasks.metrics import score


def may_follow(read: str) -> set[str]:
    """What can stand after a beginning, by looking at every string of the language."""
    language = [f"S{'a' * n}{'b' * n}E" for n in range(1, 30)]
    return {string[len(read)] for string in language if string.startswith(read)}


def test_what_may_follow_is_what_the_language_allows():
    batch = strings(np.array([1, 2, 5]))
    assert batch.x.shape == (11, 4, 3) and batch.target.shape == (11, 3, 3)
    for b, n in enumerate([1, 2, 5]):
        read = "".join("SabE"[k] for k in batch.x[..., b].argmax(axis=1))
        assert re.fullmatch(rf"Sa{{{n}}}b{{{n}}}E*", read)
        for t in range(2 * n + 1):
            assert {"abE"[k] for k in np.flatnonzero(batch.target[t, :, b])} == may_follow(read[: t + 1])
        assert batch.counts[:, b].tolist() == [1] * (2 * n + 1) + [0] * (10 - 2 * n)


def test_the_test_holds_every_length_once_and_longer_ones():
    problem = made("counting", {"longest": 4, "beyond": 3})
    assert problem.test.counts.sum(axis=0).tolist() == [2 * n + 1 for n in range(1, 8)]
    batch = problem.draw(np.random.default_rng([1, 1]), 40)
    assert batch.x.shape[0] == problem.steps == 9
    assert set(batch.counts.sum(axis=0).tolist()) == {3, 5, 7, 9}


def test_no_answer_to_the_present_symbol_alone_accepts_a_string_with_two_b():
    problem = made("counting", {"longest": 3, "beyond": 0})
    every = problem.test
    said = np.zeros_like(every.target)
    for symbol in range(4):
        here = every.x[:, symbol] == 1  # (T, B)
        rows = every.target.transpose(0, 2, 1)[here & (every.counts == 1)]
        if len(rows):
            said.transpose(0, 2, 1)[here] = rows.mean(axis=0)
    assert score(problem, said, every) <= 1 / 3  # n = 1 alone, where there is only one b
    assert score(problem, every.target, every) == 1


def test_the_longest_is_short_enough():
    assert made("counting", {"longest": 100, "beyond": 100}).test.x.shape[0] <= 500
