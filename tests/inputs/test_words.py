import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.inputs.words import join_words, split_words

PIECES = [
    "It",
    "isn't",
    "été",
    "l’été",
    "नमस्ते",
    "שלום",
    "e\u0301t",
    "👩‍👩‍👧",
    "x_1",
    "42",
    "\n",
    *"'’.,;:!?…()[]{}\"-+«",
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn't red, is it?", ["It", "isn't", "red", ",", "is", "it", "?"]),
        ("a  b\t c\n\n d", ["a", "b", "c", "\n", "\n", "d"]),
        ("f(x_1)[0]", ["f", "(", "x_1", ")", "[", "0", "]"]),
        ("'so'", ["'", "so", "'"]),
        ("C’était e\u0301té!", ["C’était", "e\u0301té", "!"]),
        ("नमस्ते दुनिया 👩‍👩‍👧👍🏽", ["नमस्ते", "दुनिया", "👩‍👩‍👧", "👍🏽"]),
        ("", []),
    ],
)
def test_words_punctuation_and_line_ends_are_tokens(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["It", "is", "(", "not", ")", "red", ",", "is", "it", "?"], "It is (not) red, is it?"),
        (["a", "\n", "\n", "b", ".", "\n"], "a\n\nb.\n"),
        (["a", "+", "b", "<unk>"], "a + b <unk>"),
        (["a"], "a"),
        ([], ""),
    ],
)
def test_words_are_joined_by_the_rule(words, text):
    assert join_words(words) == text


@given(st.lists(st.sampled_from(PIECES)))
def test_joined_words_split_into_the_same_words(words):
    assert split_words(join_words(words)) == words


@given(st.lists(st.sampled_from([piece for piece in PIECES if piece.isascii()])))
def test_ascii_is_split_as_any_other_text(words):
    text = " ".join(words)
    assert [*split_words(text), "é"] == split_words(f"{text} é")
