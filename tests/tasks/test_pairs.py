import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.pairs import (
    END,
    RESERVED,
    START,
    Answer,
    data_from_pairs,
    decode,
    encode,
    is_held_out,
    longest_first,
    read_source,
)
from tests.figures.sentence_rules import check

PAIRS = [("ab", "xyz"), ("abc", "y"), ("b", "zz")]
DATA = data_from_pairs(PAIRS, [("ca b", "x")])


def strings(symbols, tokens):
    return ["".join(symbols[token] for token in column) for column in tokens.T]


def test_symbols_and_steps_are_those_of_all_pairs():
    assert DATA.source_symbols == ("·", " ", "a", "b", "c") and DATA.target_symbols == ("·", "▷", "◁", "x", "y", "z")
    assert (DATA.source_steps, DATA.target_steps) == (4, 4) and DATA.test == (("ca b", "x"),)
    assert DATA.target_symbols[:3] == RESERVED and (START, END) == ("▷", "◁")


def test_encoded_pairs_by_hand():
    encoded = encode(DATA, PAIRS)
    assert strings(DATA.source_symbols, encoded.source) == ["ab··", "abc·", "b···"]
    assert encoded.source_lengths.tolist() == [2, 3, 1]
    assert strings(DATA.target_symbols, encoded.target_in) == ["▷xyz", "▷y··", "▷zz·"]
    assert strings(DATA.target_symbols, encoded.target_out) == ["xyz◁", "y◁··", "zz◁·"]
    assert encoded.mask.T.tolist() == [[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]]
    assert {array.dtype for array in encoded[:4]} == {np.dtype(np.int64)} and encoded.mask.dtype == np.float32


def test_a_source_can_be_encoded_backwards():
    encoded = encode(DATA, PAIRS, backwards=True)
    assert strings(DATA.source_symbols, encoded.source) == ["ba··", "cba·", "b···"]
    assert np.array_equal(encoded.target_out, encode(DATA, PAIRS).target_out)


def test_targets_are_decoded_up_to_their_end():
    assert decode(DATA, encode(DATA, PAIRS).target_out) == ["xyz", "y", "zz"]
    assert decode(DATA, np.array([[3, 2], [0, 3], [5, 4]])) == ["x·z", ""]


def test_training_pairs_are_drawn_and_the_test_is_not():
    drawn = DATA.draw(np.random.default_rng(1), 200)
    assert set(drawn) == set(PAIRS) and len(drawn) == 200
    assert drawn == DATA.draw(np.random.default_rng(1), 200)


def test_the_first_test_pair_has_the_longest_target_and_the_others_stay_in_their_order():
    pairs = [("a", "x"), ("b", "xyz"), ("c", "xy"), ("d", "zyx")]
    assert longest_first(pairs) == (pairs[1], pairs[0], *pairs[2:])
    assert len(data_from_pairs(PAIRS, pairs).test[0][1]) == 3 and set(data_from_pairs(PAIRS, pairs).test) == set(pairs)


def test_answers_are_those_of_the_pairs_and_then_of_a_rule():
    assert DATA.answer("ab") == Answer("xyz", held_out=False) and DATA.answer("ca b") == Answer("x", held_out=True)
    assert DATA.answer("cab") is None
    ruled = data_from_pairs(PAIRS, [("ca b", "x")], lambda source: None if "b" in source else source.upper())
    assert ruled.answer("ab") == DATA.answer("ab") and ruled.answer("abb") is None
    assert ruled.answer("aa") == Answer("AA", held_out=None)


def test_one_key_in_ten_is_held_out_and_always_the_same():
    held_out = [number for number in range(10_000) if is_held_out(str(number))]
    assert 900 < len(held_out) < 1_100 and held_out[:5] == [1, 2, 7, 30, 48]
    assert all(
        60 < sum(start <= number < start + 1_000 for number in held_out) < 140 for start in range(0, 10_000, 1_000)
    )


def test_a_typed_source_is_read():
    assert read_source(DATA, "  a c ") == "a c"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  ", "There is no source yet; type up to 4 characters."),
        ("abcab", "The source has 5 characters; 4 is the most."),
        ("abd", "Character 3, “d”, is in none of the sources; one of ␣abc is right."),
        ("·", "Character 1, “·”, is in none of the sources; one of ␣abc is right."),
    ],
)
def test_a_source_that_cannot_be_read_is_an_error(text, sentence):
    with pytest.raises(InputError) as caught:
        read_source(DATA, text)
    assert str(caught.value) == sentence
    check(sentence)
