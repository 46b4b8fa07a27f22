import numpy as np
import pytest

from explainer.tasks.language_data import language_data
from explainer.tasks.problem import TaskError
from tests.figures.sentence_rules import check

GRAPHEMES = "e\u0301👩‍👩‍👧🇫🇷a" * 40


@pytest.mark.parametrize("unit", ["character", "word"])
def test_the_last_tenth_is_held_out_and_both_parts_are_the_text(unit):
    text = "the cat sat on the mat, and the dog did not. " * 30
    data = language_data("", unit, 500, text)
    assert len(data.test) == (len(data.train) + len(data.test)) // 10
    assert data.vocabulary.decode(np.concatenate([data.train, data.test])).strip() == text.strip()
    assert len(data.ngrams) == 5 and min(data.ngrams) < 1.2


@pytest.mark.parametrize(("share", "count"), [(0.1, 135), (0.25, 337), (0.5, 675)])
def test_another_share_can_be_held_out(share, count):
    data = language_data("", "character", 500, "the cat sat on the mat, and the dog did not. " * 30, share)
    assert len(data.test) == count and len(data.train) == 1350 - count


def test_with_nothing_held_out_the_whole_text_is_trained_on_and_tested():
    data = language_data("", "character", 500, "the cat sat on the mat, and the dog did not. " * 30, 0.0)
    assert len(data.train) == 1350 and data.train is data.test


def test_the_beginning_of_a_text_alone_is_read_with_the_symbols_of_all_of_it():
    text = "abab" * 100 + "cd" * 50
    data = language_data("", "character", 500, text, 0.1, 300)
    assert len(data.train) == 270 and len(data.test) == 30 and len(data.vocabulary.symbols) == 4
    assert set(data.train) | set(data.test) == {0, 1}


def test_characters_per_token_are_those_of_the_text_that_is_predicted():
    by_word = language_data("", "word", 500, "the cat sat on the mat, and the dog did not. " * 30)
    text = by_word.vocabulary.decode(by_word.test[1:])
    assert by_word.characters_per_token == pytest.approx(len(text) / (len(by_word.test) - 1)) and "the cat" in text
    assert language_data("", "character", 500, GRAPHEMES).characters_per_token == 1.0
    assert language_data("", "character", 3, "abcde" * 50).characters_per_token is None  # <unk> is any of them


def test_a_share_that_holds_out_less_than_two_tokens_is_refused():
    with pytest.raises(TaskError, match=r"Of 200 tokens 1 would be held out; 2 are the least") as caught:
        language_data("", "character", 128, "abcd" * 50, 0.005)
    check(str(caught.value))


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
