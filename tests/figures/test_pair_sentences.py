"""Sentences about written pairs, with symbols set by hand."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.figures import pair_sentences
from explainer.runs.checkpoint import with_problem
from explainer.runs.written_pair import WrittenPair, write_pair
from explainer.tasks.pair_scores import PairScores
from explainer.tasks.pair_source import with_source
from tests.figures.sentence_rules import check
from tests.pair_runs import random_checkpoint

WEIGHTS = random_checkpoint()


def pair(source: str, free: str, forced: str = "") -> WrittenPair:
    """Return a pair for a source, of which is written what is wanted, in both ways."""
    found = write_pair(with_problem(WEIGHTS, with_source(WEIGHTS.problem, source)))
    symbols = found.weights.problem.outputs

    def written(run, text: str):
        tokens = [symbols.index(symbol) for symbol in text]
        return replace(run, read=np.array([1, *tokens[:-1]]), probabilities=np.eye(len(symbols))[tokens])

    return replace(
        found, free=written(found.free, free), forced=found.forced and written(found.forced, forced)
    )  # fmt: skip


def test_a_right_pair():
    found = pair("12+34", "46◁", "46◁")
    text = f"{pair_sentences.of_written(found)} {pair_sentences.of_forced(found)}"
    assert text.startswith("After “12+34” the decoder writes “46”, which is right. Training may draw this pair. ")
    assert text.endswith("every symbol is right too: both runs have read the same symbols.")
    check(text)


def test_a_held_out_pair_with_an_error():
    source, target = WEIGHTS.problem.pairs.test[0]
    found = pair(source, "111◁", f"1{'1' if target[1] != '1' else '2'}{target[2]}◁")
    text = f"{pair_sentences.of_written(found)} {pair_sentences.of_forced(found)}"
    assert f"writes “111”. The right target is “{target}”. The pair is held out: no update has read it." in text
    assert "Under teacher forcing 3 of 4 symbols are right. Symbol 2 is wrong in both runs; from there on" in text
    check(text)


@pytest.mark.parametrize(
    ("source", "free", "forced", "part"),
    [
        ("12+34", "4◁", "4◁◁", "Symbol 2 is wrong in both runs; writing freely ends there."),
        ("12+34", "◁", "46◁", "the decoder writes nothing. The right target is “46”."),
        ("12+34", "4444", "46◁", "writes “4444”, without an end after 4 symbols. The right target is “46”."),
        ("12+34", "4", "46◁", "writes “4”, without an end after 1 symbol. The right"),
        ("5+", "4◁", "", "The right target is not known, so nothing is compared with it."),
        ("100+1", "101◁", "101◁", "It is none of the pairs that the network was trained or tested on."),
    ],
)
def test_what_else_can_happen(source, free, forced, part):
    found = pair(source, free, forced)
    text = f"{pair_sentences.of_written(found)} {pair_sentences.of_forced(found)}".strip()
    assert part in text
    check(text)


def scores(forced: float, free: float, by_length: dict[int, float]) -> PairScores:
    return PairScores(0.5, forced, free, by_length, dict.fromkeys(by_length, 10))


def test_scores_and_their_gap():
    text = pair_sentences.of_scores(WEIGHTS.problem, scores(0.9146, 0.8354, {1: 0.5}))
    assert "Over 992 held-out pairs the exact match is 50.0%." in text
    assert "91.5% are right under teacher forcing and 83.5% writing freely, a gap of 8.0 points." in text
    assert pair_sentences.of_scores(WEIGHTS.problem, scores(1, 1, {1: 1})).endswith("no gap.")
    assert pair_sentences.of_scores(WEIGHTS.problem, scores(0.5, 0.51, {1: 1})).endswith("1.0 points more.")
    check(text)


def test_the_best_and_the_worst_length():
    text = pair_sentences.of_lengths(scores(1, 1, {1: 0.5, 2: 1.0, 3: 0.25}))
    assert text == "It is highest for targets with 2 symbols, 100.0% of 10, and lowest for those with 3, 25.0% of 10."
    same = pair_sentences.of_lengths(scores(1, 1, {1: 0.5, 2: 0.5}))
    assert same == "It is 50.0% at every length."
    one = pair_sentences.of_lengths(scores(1, 1, {1: 0.9, 2: 0.5}))
    assert "targets with 1 symbol," in one
    check(text, same, one)
