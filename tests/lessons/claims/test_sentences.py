"""The sentences about claims are computed from rule and numbers."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.claims import sentences
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.verdict import decide
from tests.lessons.claims.made_results import made_result

CLAIM = Claim(
    "X", "memory", "A beats B.", (), "", "", "share", Computed(lambda condition, seed: 0.0),
    {"a": {}, "b": {}}, (Comparison("a against b", "a", "b"),), Rule("above", 0.2),
)  # fmt: skip
LEVELS = replace(CLAIM, comparisons=(Comparison("A", "a"), Comparison("B", "b")))
RNG = np.random.default_rng(0)
ONES, ZEROS = 1 + 0.01 * RNG.standard_normal(16), 0.01 * RNG.standard_normal(16)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("above", 0.2), "the mean difference over seeds is above 0.2. Its 95 % interval and a sign test"),
        (Rule("below", -1.5), "is below −1.5."),
        (Rule("within", 0.1), "is between −0.1 and 0.1."),
        (
            Rule("within", 1e-6, exact=True),
            "the difference is between −1e−06 and 1e−06 in every seed. One seed refutes",
        ),
        (Rule("above", 0.0, combine="flips"), "above 0 in one comparison and below it in another."),
    ],
)
def test_a_rule_is_a_sentence(rule, words):
    found = sentences.of_rule(replace(CLAIM, rule=rule))
    assert words in found and found.endswith("This was decided before its run.")


def test_a_rule_on_levels_names_each_comparison():
    assert "the mean number over seeds is above 0.2, in each comparison." in sentences.of_rule(LEVELS)
    assert sentences.of_comparisons(CLAIM) == "“a” minus “b”"
    many = replace(LEVELS, comparisons=LEVELS.comparisons * 5)
    assert sentences.of_comparisons(many).endswith("“b”, and 4 more")
    assert sentences.of_rule(replace(CLAIM, comparisons=())) == ""


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (ONES, ONES + 0.5, "By 16 seeds, it holds."),
        (ZEROS, ZEROS, "By 16 seeds, it does not hold as worded."),
        (ONES, ZEROS, "It depends: it holds for A, and not for B."),
    ],
)
def test_a_verdict_names_what_it_depends_on(first, second, sentence):
    assert sentences.of_verdict(LEVELS, decide(LEVELS, {"a": first, "b": second})) == sentence


def test_an_undecided_verdict_says_how_many_seeds_would_do():
    found = sentences.of_verdict(CLAIM, decide(CLAIM, {"a": np.ones(5), "b": np.zeros(5)}))
    assert found.startswith("5 seeds do not decide it; about ") and found.endswith("would probably do.")
    even = np.r_[np.ones(5), -np.ones(5)] + 0.2
    assert "cannot be said how many would" in sentences.of_verdict(CLAIM, decide(CLAIM, {"a": even, "b": np.zeros(10)}))


def test_an_exact_verdict_needs_no_statistics():
    exact = replace(LEVELS, rule=Rule("above", 0.5, exact=True))
    assert sentences.of_verdict(exact, decide(exact, {"a": ONES, "b": ONES})) == "It holds in all of 16 seeds."
    assert sentences.of_verdict(exact, decide(exact, {"a": ZEROS, "b": ZEROS})) == "It fails for A and B."
    assert "p" not in sentences.of_outcome(decide(exact, {"a": ONES, "b": ONES}).outcomes[0]).replace("A: ", "")


def test_a_difference_between_two_results_is_one_sentence():
    shipped = decide(LEVELS, {"a": ONES, "b": ZEROS})
    few = decide(LEVELS, {"a": ONES[:6], "b": ZEROS[:6]})
    assert sentences.of_difference(shipped, few) == (
        "Your result says “undecided”, the shipped one “depends”; yours has 6 seeds and the shipped one 16."
    )
    assert sentences.of_difference(shipped, shipped).endswith("their intervals overlap in every comparison.")
    other = decide(LEVELS, {"a": ONES + 1, "b": ZEROS})
    assert sentences.of_difference(shipped, other) == "Both say “depends”, but the intervals do not overlap for A."


def test_a_prediction_is_held_against_the_experiment():
    assert sentences.of_answer("holds", "holds") == "You said “holds”, and so does the experiment."
    assert sentences.of_answer("holds", "depends") == "You said “holds”; the experiment says “depends”."


def test_survival_says_the_corrected_p_value():
    assert sentences.of_survival(0.04, 80).endswith("p = 0.04, so it survives.")
    assert "so alone it decides little" in sentences.of_survival(0.06, 80)
    assert sentences.of_survival(None, 80) == ""


def test_numbers_are_short():
    assert [sentences.short(one) for one in (-0.12345, np.inf, -np.inf, np.nan, 12345.6)] == [
        "−0.123", "∞", "−∞", "no number", "1.23e+04",
    ]  # fmt: skip


def test_a_result_says_when_and_with_what_it_was_measured():
    claim = next(one for one in CLAIMS.values() if one.kind == "computed")
    found = sentences.of_making(made_result(claim))
    assert found == (
        "Measured on 2026-01-02 (a machine; gatescope 0, python 3, torch 2, numpy 2) in 1.5 CPU seconds, with seeds "
        "7 to 18."
    )


def test_the_seeds_that_are_done_are_those_of_every_condition():
    assert sentences.of_seeds({"a": np.ones(3), "b": np.ones(2)}, 7) == "2 seeds done: 7 to 8."
    assert sentences.of_seeds({}, 7) == "No seed is done yet."


def test_what_was_expected_is_named():
    assert sentences.of_expectation(CLAIM, "holds") == "Expected before any run: “holds”, as it came out."
    assert "not what came out" in sentences.of_expectation(CLAIM, "depends")


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda one: one.id)
def test_every_rule_has_sentences_of_at_most_25_words(claim):
    assert all(len(one.split()) <= 25 for one in sentences.of_rule(claim).split(". "))
