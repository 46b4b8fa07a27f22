"""The page Write a claim without a browser."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from explainer.lessons.claims.written import DEFAULTS
from tests.pages.test_pages import open_app, texts


def shared_link(app) -> str:
    return next(one.value for one in app.code if "/write-a-claim" in one.value)


def test_the_sentence_follows_the_choices():
    app = open_app("write_a_claim")
    assert not app.exception and app.title[0].value == "Write a claim"
    assert "On “Delayed recall”, GRU has a higher accuracy than LSTM" in app.subheader[2].value
    next(one for one in app.selectbox if one.label == "What is measured").set_value("loss").run()
    app.number_input(key="one_m").set_value(16).run()
    assert not app.exception and "GRU has a higher final loss than LSTM." in app.subheader[2].value.replace("\\", "")
    assert "16 units" in texts(app)


def test_a_link_holds_the_whole_claim():
    link = {"written_task": "adding", "one_cell": "MGU", "one_keep": "3", "two_cell": "RNN", "written_bound": "0.25"}
    app = open_app("write_a_claim", **link)
    assert not app.exception and not app.warning
    (sentence,) = (one.value for one in app.subheader if "On “" in one.value)
    assert "MGU" in sentence and "RNN" in sentence and "0\\.25" in sentence
    assert all(f"{key}={value}" in shared_link(app) for key, value in link.items())


def test_the_link_to_share_has_what_is_as_it_was_too():
    shared = shared_link(open_app("write_a_claim"))
    assert "/write-a-claim?written_task=recall&written_measure=score" in shared and "one_cell=GRU" in shared
    again = open_app("write_a_claim", **dict(parse_qsl(urlsplit(shared).query)))
    assert not again.exception and not again.warning and shared_link(again) == shared


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"one_cell": "LTSM"}, "“one_cell” is “LTSM”, which does not exist"),
        ({"one_m": "9999"}, "“one_m” is “9999”; a whole number from 1 to 256 would be right"),
        ({"written_bound": "__import__('os')"}, "would be right"),
        ({"written_task": "<script>"}, "which does not exist"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_a_page(link, words):
    app = open_app("write_a_claim", **link)
    assert not app.exception and words in texts(app)
    assert any("On “" in one.value for one in app.subheader)


@pytest.mark.parametrize("cell", ["one_cell", "two_cell"])
def test_a_cell_that_does_not_exist_is_quoted_and_the_default_of_its_field_is_taken(cell):
    app = open_app("write_a_claim", **{cell: "LTSM"})
    (warning,) = (one.value.replace("\\", "") for one in app.warning)
    assert warning.startswith(f"“{cell}” is “LTSM”, which does not exist")
    assert warning.endswith(f"“{DEFAULTS[cell]}” is taken instead.")
    assert [one.value for one in app.selectbox if one.label == "Cell"] == ["GRU", "LSTM"]
    assert "GRU has a higher accuracy than LSTM" in app.subheader[2].value and cell not in app.query_params


@pytest.mark.parametrize(
    "link",
    [{"one_m": "9999"}, {"one_m": "6.5"}, {"two_recall_gap": "-1"}, {"one_keep": "7"}, {"written_seeds": "99"},
     {"written_updates": "0"}, {"written_bound": "1e9"}, {"written_measure": "fun"}, {"two_recall_filler": "silk"}],
)  # fmt: skip
def test_each_control_has_what_the_sentence_says(link):
    app = open_app("write_a_claim", **link)
    (key,) = link
    assert f"“{key}” is “" in texts(app) and "is taken instead." in texts(app)
    untouched = open_app("write_a_claim")
    assert shared_link(app) == shared_link(untouched)


def test_an_empty_field_shows_the_value_that_it_has():
    app = open_app("write_a_claim", one_m="16")
    empty = {one.key: one.proto.placeholder for one in app.number_input}
    assert empty["one_recall_gap"] == empty["two_recall_gap"] == "100" and empty["two_m"] == "16"
    assert empty["written_updates"] == "400"
    assert app.selectbox(key="two_keep").proto.placeholder == app.selectbox(key="one_keep").proto.placeholder != ""


def test_two_conditions_that_are_the_same_get_a_sentence():
    app = open_app("write_a_claim", two_cell="GRU")
    assert not app.exception and "Both conditions are the same" in app.error[0].value
