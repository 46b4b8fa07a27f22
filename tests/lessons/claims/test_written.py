"""Any text in any field makes a claim or a sentence, and a claim can be trained as it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.lessons.claims.claim import Claim, rule_digest
from explainer.lessons.claims.sentences import of_rule
from explainer.lessons.claims.written import DEFAULTS, is_entry, usual_recipe, written_claim
from explainer.lessons.claims.written_fields import FIELDS, MEASURES, RELATIONS, SIDES, TASK_KEYS, setting_key
from explainer.lessons.claims.written_values import WrittenError
from explainer.tasks.catalogue import TASKS
from explainer.training.recipe import default_recipe

LIGHT = ("recall", "adding", "parity", "latch", "trend", "windows")
KEYS = (*DEFAULTS, *(f"{side}_{name}" for side in SIDES for name in (*FIELDS, "recall_gap", "recall_filler")))
VALUES = st.one_of(
    st.text(max_size=30), st.integers(-10, 400).map(str), st.floats(allow_nan=True).map(repr),
    st.sampled_from(["GRU", "LSTM", "RNN", "recall", "adding", "1", "3", "chrono", "adam", "norm", "above", "within",
                     "score", "loss", "noise", "1e400", "0x1", "1_0", "٣", "__import__('os')", "nan", "inf", ""]),
)  # fmt: skip


def claim_or_sentence(choices) -> Claim | str:
    try:
        return written_claim(choices)
    except WrittenError as error:
        return str(error)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_text_in_any_field_gives_a_claim_or_a_sentence(choices):
    found = claim_or_sentence(choices)
    if isinstance(found, str):
        assert found.endswith((".", "1e-09")) and len(found) < 600
    else:
        assert [found.recipe(name, 7, found.seeds).seeds for name in found.conditions] == [found.seeds] * 2
        assert found.sentence.endswith(".") and of_rule(found) and rule_digest(found)


@given(st.sampled_from(KEYS), st.text(min_size=25, max_size=3000))
@settings(max_examples=40, deadline=None)
def test_a_sentence_quotes_at_most_some_letters(key, text):
    found = claim_or_sentence({key: text})
    assert isinstance(found, str) and len(found) < 600


def test_unknown_entries_are_ignored_and_only_own_ones_are_read():
    assert written_claim({"lang": "ru", "hide": "x"}) == written_claim({})
    assert all(map(is_entry, KEYS)) and not is_entry("claim") and not is_entry("lang")


@pytest.mark.parametrize("task", TASK_KEYS)
def test_every_task_can_be_written_of(task):
    claim = written_claim({"written_task": task})
    first, second = (claim.recipe(name, 7, 6) for name in claim.conditions)
    assert (first.task, first.cell, second.cell) == (task, "GRU", "LSTM")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_the_sentence_follows_the_choices(measure, relation):
    claim = written_claim({"written_measure": measure, "written_relation": relation, "written_bound": "0.5"})
    assert claim.rule.relation == relation and "“Delayed recall”" in claim.sentence and "0.5" in claim.sentence
    assert ("GRU has a higher" in claim.sentence) == (relation == "above")


def test_only_what_is_chosen_differs_between_the_conditions():
    claim = written_claim({"two_cell": "GRU", "one_keep": "3", "two_keep": "0", "one_recall_gap": "20"})
    first, second = (claim.recipe(name, 7, 6) for name in claim.conditions)
    assert list(claim.conditions) == ["GRU (forget/update-gate bias 3)", "GRU (forget/update-gate bias 0)"]
    assert (first.keep, second.keep) == ("3", "0") and first.settings == second.settings
    assert first.settings["gap"] == 20 and "(gap 20)" in claim.sentence
    assert {first.m, first.rate, first.updates} == {second.m, second.rate, second.updates}


def test_the_second_condition_may_have_other_settings_of_the_task():
    claim = written_claim({"two_cell": "GRU", setting_key("two", "recall", "gap"): "50"})
    assert [claim.recipe(name, 7, 2).settings["gap"] for name in claim.conditions] == [100, 50]
    assert "gap 100" in claim.sentence and "gap 50" in claim.sentence


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"two_cell": "GRU"}, "Both conditions are the same"),
        ({"one_cell": "LTSM"}, "“one_cell” is “LTSM”, which does not exist; there are RNN"),
        ({"written_task": "translate"}, "“written_task” is “translate”"),
        ({"one_rate": "fast"}, "“one_rate” is “fast”; a number from 1e-09 to 10 would be right."),
        ({"one_m": "300"}, "a whole number from 1 to 256 would be right."),
        ({"written_seeds": "6.5"}, "“written_seeds” is “6.5”"),
        ({"written_relation": "within"}, "a number above 0 would be right"),
        ({"one_m": "256", "one_layers": "3", "one_batch": "512"}, "First condition: m × layers × batch × seeds"),
        ({"written_updates": "100000"}, "a whole number from 1 to 4000"),
    ],
)
def test_what_makes_no_claim_gets_a_sentence(choices, words):
    found = claim_or_sentence(choices)
    assert isinstance(found, str) and words in found


def test_empty_fields_mean_the_measured_defaults_and_in_the_second_condition_what_the_first_has():
    choices = {"one_cell": "LSTM", "one_m": "16", "one_recall_gap": "20", "written_updates": ""}
    default = default_recipe(TASKS["recall"], "LSTM")
    assert usual_recipe("one", choices) == default
    second = usual_recipe("two", choices)
    assert (second.m, second.settings["gap"], second.keep) == (16, 20, default.keep)
    claim = written_claim({**choices, "two_cell": "GRU"})
    assert claim.recipe(list(claim.conditions)[1], 7, 1).m == second.m
    assert usual_recipe("two", {**choices, "one_rate": "fast"}) == default
