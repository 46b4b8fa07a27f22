import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.text import read_text


def test_characters_are_one_hot_over_their_own_vocabulary():
    sequence = read_text("abca", "character")
    assert sequence.channels == ("a", "b", "c")
    assert sequence.x.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert sequence.labels == ("a", "b", "c", "a")
    assert sequence.title() == "“abca”"


def test_splitting_into_words():
    assert read_text("It isn't red, is it?", "word").labels == ("It", "isn't", "red", ",", "is", "it", "?")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no input yet; type at least two characters."),
        ("a", "There is only one character; a sequence over time needs at least two."),
        ("a" * 501, "There are 501 characters; 500 is the most, so leave out 1."),
        ("a" * 10_001, "The text has 10,001 characters; 10,000 is the most."),
        ("".join(map(chr, range(200, 300))), "The text has 100 different characters; 64 is the most, so shorten it."),
    ],
)
def test_unreadable_input_is_an_error(text, sentence):
    with pytest.raises(InputError) as caught:
        read_text(text, "character")
    assert str(caught.value) == sentence


def test_words_are_counted_as_words():
    with pytest.raises(InputError, match="There is only one word"):
        read_text("cat", "word")
