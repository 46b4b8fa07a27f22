"""The sentences of the first page: true at each step, of other networks too, and in number agreement."""

import itertools
import re

import numpy as np
import pytest

from explainer.lessons import first_symbol_sentences as sentences
from explainer.lessons.first_symbol import FirstSymbol, Network, first_symbol
from explainer.web.start.payload import written
from tests.figures.sentence_rules import check


def written_at(first: FirstSymbol, t: int) -> list[str]:
    return [written(one, str) for one in sentences.of_step(first, t)]


def made(*shares: list[float]) -> FirstSymbol:
    """Make networks that hold the first symbol in these shares at each step."""
    cells = ("LSTM", "GRU", "RNN")
    networks = (
        Network(cell, "h", np.zeros((len(one), 2)), np.array(one)) for cell, one in zip(cells, shares, strict=True)
    )
    return FirstSymbol(("A", *"w" * (len(shares[0]) - 2), "?"), tuple(networks), 1 / 8)


@pytest.mark.parametrize("t", [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 21, 34, 50, 99, 100])
def test_the_sentences_are_true_at_the_cursor(t):
    first = first_symbol()
    known, *others = written_at(first, t)
    check(known, *others)
    *gated, rnn = (one.right[t] for one in first.networks)
    assert gated == [1, 1] and "the LSTM" in known and "the GRU" in known
    assert ("the plain RNN" in known) == (rnn == 1)
    assert bool(others) == (rnn < 1)
    if t > 1:
        assert f"After {t} further symbols," in known
    for share in re.findall(r"in (\d+) of 100[:]", " ".join(others)):
        assert abs(int(share) / 100 - rnn) < 0.01
    if others:
        assert others[0].startswith("From the plain RNN, in ")
        assert ("no more than a guess" in others[0]) == (rnn <= first.most_by_chance)
        assert ("for 5 further symbols" in others[-1]) == (rnn <= first.most_by_chance)


def test_the_words_of_a_step():
    first = first_symbol()
    assert written_at(first, 1) == [
        "After 1 further symbol, the first one can still be read from the LSTM, the GRU and the plain RNN in every "
        "held-out sequence."
    ]
    assert written_at(first, 34) == [
        "After 34 further symbols, the first one can still be read from the LSTM and the GRU in every held-out "
        "sequence.",
        "From the plain RNN, in 13 of 100: no more than a guess, which is right in 12.5 of 100.",
        "Its state held it in most sequences for 5 further symbols; then it was overwritten.",
    ]


@pytest.mark.parametrize("shares", [*itertools.product([1.0, 0.9995, 0.6, 0.125, 0.0], repeat=3)])
def test_every_combination_of_networks_has_sentences_that_keep_the_rules(shares):
    first = made(*([1.0, 0.7, share] for share in shares))
    for t in range(3):
        found = written_at(first, t)
        check(*found)
        knowing = [one.cell for one in first.networks if one.right[t] == 1]
        assert [cell for cell in ("LSTM", "GRU", "RNN") if f"{cell}" in found[0]] == knowing
        assert ("no network" in found[0]) == (not knowing)


@pytest.mark.parametrize(
    ("right", "steps"), [([0.4, 0.1, 0.1], 0), ([1, 0.5, 0.9], 0), ([1, 0.6, 0.5], 1), ([1, 1, 1], 2)]
)
def test_how_long_a_state_held_it(right, steps):
    assert sentences.steps_held(made(right, right, right).networks[0]) == steps


@pytest.mark.parametrize(("share", "whole"), [(1, 100), (0.9999, 99), (0.996, 99), (0.127, 13), (0.001, 1), (0, 0)])
def test_all_and_nothing_are_never_the_result_of_rounding(share, whole):
    assert sentences.percent(share) == whole


def test_captions_agree_with_their_number():
    assert [written(sentences.caption(t), str) for t in (0, 1, 2, 34)] == [
        "right after the symbol", "after 1 further symbol", "after 2 further symbols", "after 34 further symbols",
    ]  # fmt: skip
    check(written(sentences.measured(), str))
