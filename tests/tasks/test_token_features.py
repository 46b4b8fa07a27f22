"""Features of any text, each against a drawing: a line of digits below the text that it belongs to."""

import pytest

from explainer.tasks import token_features
from explainer.tasks.token_features import Tokens

DRAWN = [
    ("after_space", "a b  c.", "0010110"),
    ("vowel", "Aéby ио z", "110001100"),
    ("upper_case", "aBc ÉЖ1", "0100110"),
    ("position_in_word", "ab1 c_d-e", "123012301"),
    ("position_in_line", "ab\nc d\n\ne", "120123001"),
    ("indentation", "  a b\n\tc\nd", "1222201100"),
    ("bracket_depth", "a(b[c])d)(", "0112210001"),
    ("bracket_depth", "((a\n\nb", "122200"),
    ("inside_brackets", "a(b[c])d)(", "0111110001"),
]


@pytest.mark.parametrize(("name", "text", "drawn"), DRAWN)
def test_a_feature_of_each_character(name, text, drawn):
    assert [int(one) for one in getattr(token_features, name)(text)] == [int(one) for one in drawn]


def test_positions_of_words():
    words: Tokens = ["The", "cat", "sat", ".", "A", "dog", "\n", "ran", "!"]
    assert token_features.position_in_sentence(words) == [1, 2, 3, 0, 1, 2, 3, 4, 0]
    assert token_features.position_in_line(words) == [1, 2, 3, 4, 5, 6, 0, 1, 2]
    assert token_features.upper_case(words) == [1, 0, 0, 0, 1, 0, 0, 0, 0]


def test_clusters_of_several_code_points_are_one_token():
    tokens = ["e\u0301", "👩‍👩‍👧", "\r\n", "\r\n", "x"]
    assert token_features.vowel(tokens) == [1, 0, 0, 0, 0]
    assert token_features.position_in_line(tokens) == [1, 2, 0, 0, 1]
    assert [token_features.is_empty_line(tokens, k) for k in range(5)] == [False, False, False, True, False]
