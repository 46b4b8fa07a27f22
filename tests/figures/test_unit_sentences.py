"""The sentences about units, on shipped networks: what they say, and that they keep the rules."""

import re

import numpy as np
import pytest

from explainer.figures import unit_sentences
from explainer.numerics.unit_scores import UnitScores
from explainer.numerics.unit_spans import Span
from explainer.runs.loading import load_checkpoint, nearest_step, recipe_of
from explainer.tasks.brush import Brush, brush
from explainer.tasks.catalogue import make_problem
from explainer.tasks.held_out_text import held_out_text
from explainer.tasks.text import OWN
from explainer.tasks.text_features import feature_values, features_of
from explainer.tasks.unit_finder import find_units
from tests.figures.sentence_rules import check

RUNS = ("text-lstm", "reviews-gru", "pronouns-rnn")


def finder_of(run):
    weights = load_checkpoint(run, nearest_step(run, None))
    return find_units(weights.layers, weights.problem)


def without_quotes(text):
    """Return a sentence without what it quotes, which can have any words."""
    return re.sub("“[^”]*”", "“…”", text)


@pytest.mark.parametrize("run", RUNS)
def test_every_sentence_about_a_run_keeps_the_rules(run):
    finder = finder_of(run)
    check(unit_sentences.of_text(finder.text))
    for name, feature in list(features_of(recipe_of(run).task, finder.text.unit).items())[:3]:
        scores = finder.score(feature_values(feature, finder.text))
        check(unit_sentences.of_best(scores, finder.read, f"“{name}”"))
        check(unit_sentences.of_unit(scores, finder.read, int(scores.order[-1]), f"“{name}”"))
    for threshold in (0.05, 0.5, 3.0):
        found = brush(finder, None, threshold, np.arange(len(finder.read.units)))
        check(without_quotes(unit_sentences.of_brush(found, finder.read, finder.text, threshold)))


def test_the_texts_about_the_method_keep_the_rules():
    check(unit_sentences.ABOUT_SCORE, unit_sentences.ABOUT_CHANCE, unit_sentences.ABOUT_FEATURES)
    check(unit_sentences.ABOUT_BRUSH)


def test_the_sentence_names_what_is_read():
    assert "learned by heart, so nothing is held out" in unit_sentences.of_text(finder_of("text-lstm").text)
    assert "512 test sequences, 10,996 words" in unit_sentences.of_text(finder_of("reviews-gru").text)
    problem = make_problem("text", {"source": OWN}, "now (and then) a quick fox. " * 400)
    whole, part = (unit_sentences.of_text(held_out_text(problem, most)) for most in (2_000, 500))
    assert whole.startswith("The network reads 1,120 characters that were held out while it was trained.")
    assert part.startswith("The network reads the first 500 of 1,120 characters that were held out")
    check(whole, part)


def scores_of(second, chance=0.7, sign=1):
    values = np.array([second, 0.6, 0.5])
    return UnitScores(np.array([0.9, 0.6, 0.5]), values, np.array([sign, 1, 1]), chance)


def test_a_score_below_the_line_of_chance_is_called_a_possible_coincidence():
    finder = finder_of("text-rnn")
    below, above = scores_of(0.69), scores_of(0.95, sign=-1)
    assert "The line of chance is at 0.700, so it may be a coincidence." in unit_sentences.of_best(
        below, finder.read, "“x”"
    )
    found = unit_sentences.of_best(above, finder.read, "“x”")
    assert "the one that follows “x” best is h 1, being low where that is high." in found
    assert "it scores 0.950" in found and found.endswith("The line of chance is at 0.700.")
    some = unit_sentences.of_best(scores_of(0.5, chance=0.55), finder.read, "“x”")
    assert some.endswith("at 0.550, so it may be a coincidence; 1 other unit is above it.")
    assert "On “x”, the score of h 1 is 0.690: not above the line" in unit_sentences.of_unit(
        below, finder.read, 0, "“x”"
    )

    for untrained, ending in ((0.6, "had 0.600."), (0.96, "had 0.960 already, so this was not learned.")):
        whole = unit_sentences.of_best(above, finder.read, "“x”", untrained)
        assert whole.endswith(f" Before training the best unit {ending}")
        check(whole)

    for score, shown in ((1.0, "1.000"), (0.9996, "over 0.999"), (0.9994, "0.999")):
        assert f"it scores {shown};" in unit_sentences.of_best(scores_of(score), finder.read, "“x”")


def test_a_brush_is_described_with_its_units_and_the_other_spans():
    finder = finder_of("text-lstm")
    text = finder.text
    found = brush(finder, None, 0.5, np.arange(len(finder.read.units)))
    sentence = unit_sentences.of_brush(found, finder.read, text, 0.5)
    start, stop = found.span
    assert (
        f"“{text.joined[start:stop]}” (characters {start + 1} to {stop}): {len(found.units)} units are on" in sentence
    )
    labels = [finder.read.labels[unit] for unit in found.units]
    assert all(label in sentence for label in labels[: unit_sentences.MOST_NAMED])
    nothing = Brush((10, 11), {}, ())
    assert "No unit is on over all of “" in unit_sentences.of_brush(nothing, finder.read, text, 2.0)
    alone = Brush((10, 11), {0: -1}, ())
    one = unit_sentences.of_brush(alone, finder.read, text, 2.0)
    assert "(character 11): 1 unit is on" in one and "It is i 1 (below zero)." in one and "Nowhere else" in one
    check(without_quotes(one))
    for whole, part, ending in (
        (12, 0, "All of them are on together in 12 or more other spans; the best are listed below."),
        (1, 0, "All of them are on together in 1 other span, listed below."),
        (2, 3, "All of them are on together in 2 of the 5 spans below."),
        (0, 3, "Nowhere else are all of them on together; the nearest spans are listed below."),
    ):
        spans = tuple(Span(20 * k, 20 * k + 2, 2 if k < whole else 1, 0) for k in range(whole + part))
        several = unit_sentences.of_brush(Brush((10, 11), {0: 1, 1: 1}, spans), finder.read, text, 2.0)
        assert several.endswith(ending)
        check(without_quotes(several))


def test_a_quoted_span_is_one_line_and_not_too_long():
    text = finder_of("text-lstm").text
    shown = unit_sentences.quoted(text, 25, 200)
    assert "\n" not in shown and "⏎" in shown and len(shown) == unit_sentences.MOST_QUOTED and shown.endswith("…")
