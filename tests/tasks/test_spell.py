from collections import Counter

import numpy as np
import pytest

from explainer.tasks.catalogue import checked_settings
from explainer.tasks.metrics import METRICS
from explainer.tasks.number_words import english, number_words
from explainer.tasks.pair_tasks import pair_data
from explainer.tasks.pairs import END
from explainer.tasks.spell import SPELL, SYMBOLS, number_of, read_letters, spell, spelling, successor_match
from tests.figures.sentence_rules import check


def make():
    return SPELL.make(checked_settings(SPELL, {}))


def test_the_symbols_are_all_that_the_words_need():
    assert set(SYMBOLS) == {"◁", *"".join(number_words("English"))} and len(SYMBOLS) == 22


def test_a_number_by_hand():
    batch = spell(np.array([7, 1_040]))
    assert batch.x.shape[1:] == (62, 2) and not batch.x[1:, :40].any()
    assert [SYMBOLS[k - 40] for k in batch.x[1:, :, 0].nonzero()[1]] == list("seven")
    assert batch.x[0, :, 0].nonzero()[0].tolist() == [0, 10, 20, 37]
    assert batch.x[0, :, 1].nonzero()[0].tolist() == [1, 10, 24, 30]
    assert [SYMBOLS[k] for k in batch.target[:6, 0]] == ["s", "e", "v", "e", "n", "◁"]
    assert batch.mask.sum(axis=0).tolist() == [6, len("one thousand and forty") + 1]


def test_every_sequence_spells_the_number_of_its_digits():
    problem = make()
    for batch in (problem.draw(np.random.default_rng([1, 2]), 200), problem.test, problem.probe):
        steps, count = batch.target.shape
        assert batch.x.shape == (steps, problem.n, count) and steps == problem.steps and batch.x.dtype == np.float32
        for column in range(count):
            digits = [problem.inputs[k].split() for k in batch.x[0, :40, column].nonzero()[0]]
            assert [name for name, _ in digits] == ["thousands", "hundreds", "tens", "ones"]
            number = int("".join(digit for _, digit in digits))
            assert number_of(batch.x)[column] == number
            length = int(batch.mask[:, column].sum())
            word = "".join(problem.outputs[k] for k in batch.target[:length, column])
            assert word == f"{english(number)}◁" and not batch.mask[length:, column].any()
        assert read_letters(batch.target) == [english(int(number)) for number in number_of(batch.x)]


def test_no_number_of_the_test_is_ever_drawn():
    problem = make()
    drawn = {int(k) for seed in range(60) for k in number_of(problem.draw(np.random.default_rng([seed]), 3_000).x)}
    test = set(number_of(problem.test.x).tolist())
    assert len(test) == 512 and not drawn & test
    assert drawn | set(spelling().test.tolist()) == set(range(10_000))
    assert {str(number) for number in spelling().test} == {source for source, _ in pair_data("digits-english").test}


def test_a_batch_depends_on_its_generator_alone_and_has_no_number_twice():
    one, other = make(), make()
    first, again = (problem.draw(np.random.default_rng([7, 1]), 64) for problem in (one, other))
    assert np.array_equal(first.x, again.x) and np.array_equal(one.test.x, other.test.x)
    assert len(set(number_of(first.x).tolist())) == 64


def test_the_baseline_is_that_of_counting_letters():
    training, test = (
        [number_words("English")[k] + END for k in numbers] for numbers in (spelling().training, spelling().test)
    )
    after = Counter((text[k - 2 : k], text[k]) for text in training for k in range(2, len(text)))
    best = {}
    for (pair, letter), count in after.items():
        if count > best.get(pair, ("", 0))[1]:
            best[pair] = (letter, count)
    right = [all(best.get(text[k - 2 : k], "")[0] == text[k] for k in range(2, len(text))) for text in test]
    assert successor_match() == pytest.approx(np.mean(right), abs=0.01) and successor_match() < 0.1


def test_whole_words_are_scored_too():
    batch = make().test
    scores = np.asarray(batch.target[:, None] == np.arange(len(SYMBOLS))[:, None], np.float64)  # (T, k, B)
    assert METRICS["exact"].measure(scores, batch.target, batch.mask) == 1
    scores[2, :, :128] = 0  # every word has three letters at least; now the third is END
    assert METRICS["exact"].measure(scores, batch.target, batch.mask) == pytest.approx(0.75)


def test_the_probe_is_a_longest_word_of_the_test():
    problem = make()
    assert problem.probe.mask.sum() == max(len(english(int(k))) for k in spelling().test) + 1
    assert problem.labels[0] == f"{number_of(problem.probe.x)[0]:,}" and len(problem.labels) == problem.steps


def test_its_texts():
    check(SPELL.title, SPELL.description, SPELL.hint, SPELL.baseline)
