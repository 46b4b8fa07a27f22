"""The page Write a claim without a browser."""

import pytest

from tests.pages.test_pages import open_app, texts


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
    shared = next(one.value for one in app.code if "/write-a-claim" in one.value)
    assert all(f"{key}={value}" in shared for key, value in link.items())


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


def test_two_conditions_that_are_the_same_get_a_sentence():
    app = open_app("write_a_claim", two_cell="GRU")
    assert not app.exception and "Both conditions are the same" in app.error[0].value
