import re

import pytest

from explainer.web.room.room_code import COMBINATIONS, WORDS, new_code, read_code


def test_a_code_is_a_short_word_and_six_digits_that_cannot_be_misread():
    codes = {new_code() for _ in range(500)}
    assert len(codes) > 490
    for code in codes:
        assert re.fullmatch(r"[A-Z]{4}-[2-9]{3}-[2-9]{3}", code) and read_code(code) == code


def test_words_are_different_and_many():
    assert len(set(WORDS)) == len(WORDS) and all(re.fullmatch("[A-Z]{4}", word) for word in WORDS)
    assert COMBINATIONS == len(WORDS) * 8**6 > 33_000_000


@pytest.mark.parametrize("typed", ["KITE-427-359", "kite 427 359", " kite_427–359 ", "k.i.t.e 427359"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "KITE-427-359"


@pytest.mark.parametrize(
    "typed", ["", "KITE", "KITE-427-35", "KITE-427-3590", "KITE-127-350", "КITE-427-359", None, 5, ["KITE-427-359"],
              "KITE-427-359" + " " * 100 + "x", "KITE-427-359\x00", "KITE-٤٢٧-٣٥٩"]
)  # fmt: skip
def test_what_is_no_code_is_empty(typed):
    assert read_code(typed) == ("KITE-427-359" if isinstance(typed, str) and typed.endswith(" x") else "")
