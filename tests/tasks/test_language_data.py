import numpy as np
import pytest

from explainer.tasks.language_data import language_data
from explainer.tasks.problem import TaskError

GRAPHEMES = "e\u0301👩‍👩‍👧🇫🇷a" * 40


@pytest.mark.parametrize("unit", ["character", "word"])
def test_the_last_tenth_is_held_out_and_both_parts_are_the_text(unit):
    text = "the cat sat on the mat, and the dog did not. " * 30
    data = language_data("", unit, 500, text)
    assert len(data.test) == (len(data.train) + len(data.test)) // 10
    assert data.vocabulary.decode(np.concatenate([data.train, data.test])).strip() == text.strip()
    assert len(data.ngrams) == 5 and min(data.ngrams) < 1.2


def test_no_cluster_of_characters_is_cut_in_two():
    for cut in range(5):
        data = language_data("", "character", 500, GRAPHEMES[: len(GRAPHEMES) - cut * 4])
        assert len(data.vocabulary.symbols) <= 7
    assert language_data("", "character", 500, GRAPHEMES).vocabulary.symbols == tuple(
        sorted(["e\u0301", "👩‍👩‍👧", "🇫🇷", "a"])
    )


def test_rare_tokens_are_left_out_in_both_parts():
    data = language_data("", "character", 3, "abcde" * 50)
    assert data.vocabulary.symbols[-1] == "<unk>" and len(data.vocabulary.symbols) == 4
    assert max(data.train.max(), data.test.max()) == 3


def test_the_zen_is_learned_by_heart():
    data = language_data("zen", "character", 128)
    assert np.array_equal(data.train, data.test) and data.vocabulary.decode(data.train).startswith("The Zen of Python")


@pytest.mark.parametrize(("text", "sentence"), [("abc", "50 are the least"), ("aaaa" * 50, "only one character")])
def test_a_text_that_cannot_be_learned_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(TaskError, match=sentence):
        language_data("", "character", 128, text)
