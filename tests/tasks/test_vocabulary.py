import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.inputs.sequence import InputError
from explainer.inputs.words import join_words, split_words
from explainer.tasks.vocabulary import UNKNOWN, Vocabulary, make_vocabulary
from tests.figures.sentence_rules import check


def test_the_order_is_by_frequency_and_then_by_code_point():
    assert make_vocabulary("cabbacz b").symbols == ("b", "a", "c", " ", "z")
    assert make_vocabulary("b a, b B a 👍🏽", "word").symbols == ("a", "b", ",", "B", "👍🏽")


def test_unknown_is_last_and_only_where_something_is_left_out():
    assert make_vocabulary("aabbc", most=3).symbols == ("a", "b", "c")
    vocabulary = make_vocabulary("aabbc", most=2)
    assert vocabulary.symbols == ("a", "b", UNKNOWN)
    ids = vocabulary.encode("abcxa")
    assert ids.dtype == np.int64 and ids.tolist() == [0, 1, 2, 2, 0]
    assert vocabulary.decode(ids) == "ab<unk><unk>a"


def test_the_numbers_of_symbols_left_out_by_default():
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    assert len(make_vocabulary(characters).symbols) == 257
    words = " ".join(f"w{k}" for k in range(2500))
    assert len(make_vocabulary(words, "word").symbols) == 2001


def test_a_text_has_no_token_that_is_taken_for_unknown():
    for unit in ("character", "word"):
        assert UNKNOWN not in make_vocabulary("the <unk> token", unit).symbols


@given(st.text(min_size=2))
def test_characters_come_back(text):
    try:
        vocabulary = make_vocabulary(text, most=1000)
    except InputError:
        return
    ids = vocabulary.encode(text)
    assert vocabulary.decode(ids) == text and vocabulary.count_characters(ids) == len(ids)
    assert sorted(set(ids.tolist())) == list(range(len(vocabulary.symbols)))


def test_words_come_back_joined_by_the_rule():
    text = "It  isn't\tred ( is it ? )\nNo ."
    vocabulary = make_vocabulary(text, "word")
    ids = vocabulary.encode(text)
    assert vocabulary.decode(ids) == join_words(split_words(text)) == "It isn't red (is it?)\nNo."
    assert vocabulary.encode(vocabulary.decode(ids)).tolist() == ids.tolist()
    assert vocabulary.count_characters(ids) == 25


def test_a_vocabulary_can_be_compared_and_encodes_nothing_as_nothing():
    assert make_vocabulary("abc") == Vocabulary(("a", "b", "c"), "character")
    assert make_vocabulary("abc").encode("").shape == (0,)


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("", "character", "The text has no character and so nothing to predict; two different ones are the least."),
        (
            "👍🏽👍🏽", "character",
            "The text has only one character, “👍🏽”, and so nothing to predict; two different ones are the least.",
        ),
        (
            "Buffalo Buffalo", "word",
            "The text has only one word, “Buffalo”, and so nothing to predict; two different ones are the least.",
        ),
    ],
)  # fmt: skip
def test_a_text_of_one_symbol_is_refused(text, unit, sentence):
    with pytest.raises(InputError) as caught:
        make_vocabulary(text, unit)
    assert str(caught.value) == sentence
    check(sentence)


def test_a_new_token_is_refused_where_nothing_is_unknown():
    with pytest.raises(InputError) as caught:
        make_vocabulary("abc").encode("abxy")
    assert str(caught.value) == (
        "The character “x” is not in the vocabulary; use characters of the text that it was made from."
    )
    check(str(caught.value))


@given(st.lists(st.sampled_from(["a", "isn't", "(", ")", ".", "\n", "👨‍👩‍👧", "שלום"]), max_size=12))
def test_the_pieces_of_tokens_are_their_text_one_for_each(words):
    for unit in ("character", "word"):
        symbols = sorted({*words, "a"})
        vocabulary, ids = Vocabulary(tuple(symbols), unit), [symbols.index(word) for word in words]
        pieces = vocabulary.pieces(ids)
        assert "".join(pieces) == vocabulary.decode(ids) and [piece.strip(" ") for piece in pieces] == words
