"""Each entry of a written claim's link that cannot be used gets one sentence, and the others none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.lessons.claims.written import DEFAULTS
from explainer.lessons.claims.written_fields import TASK_KEYS
from explainer.lessons.claims.written_link import link_errors
from tests.lessons.claims.test_written import KEYS, VALUES, claim_or_sentence


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            ("one_cell", "LTSM"),
            ("“one_cell” is “LTSM”, which does not exist; there are RNN", "“GRU” is taken instead."),
        ),
        (("two_cell", "gru"), ("“two_cell” is “gru”, which does not exist", "“LSTM” is taken instead.")),
        (("written_task", "translate"), ("“written_task” is “translate”", "“recall” is taken instead.")),
        (("written_seeds", "99"), ("a whole number from 2 to 32 would be right.", "“6” is taken instead.")),
        (("written_updates", "many"), ("a whole number from 1 to 4000", "Its default is taken instead.")),
        (("one_m", "0"), ("a whole number from 1 to 256", "Its default is taken instead.")),
        (("two_keep", "7"), ("which does not exist; there are as drawn", "What the first condition has is taken")),
        (("two_recall_gap", "-1"), ("“two_recall_gap” is “-1”", "What the first condition has is taken instead.")),
    ],
)
def test_what_cannot_be_used_is_quoted_with_what_is_taken_instead(entry, words):
    (sentence,) = link_errors(dict([entry])).values()
    assert sentence.startswith(words[0]) or words[0] in sentence
    assert words[1] in sentence


def test_each_has_its_own_sentence_and_what_nothing_reads_has_none():
    assert len(link_errors({"one_cell": "A", "two_cell": "B", "one_m": "16", "one_rate": "fast"})) == 3
    assert (
        link_errors({"one_adding_length": "-5", "one_colour": "red", "written_m": "0", "lang": "xx", "one_m": ""}) == {}
    )
    assert link_errors({**DEFAULTS, "one_keep": "3", "written_task": TASK_KEYS[1]}) == {}


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_has_no_sentence_makes_a_claim_unless_the_choices_do_not_fit_together(entries):
    wrong = {key for key in entries if link_errors({key: entries[key]})}
    assert link_errors(entries).keys() <= wrong  # the settings of another task are not read
    found = claim_or_sentence({key: value for key, value in entries.items() if key not in wrong})
    if isinstance(found, str):
        assert found.startswith(("Both conditions", "First condition", "Second condition", "“written_bound”"))
