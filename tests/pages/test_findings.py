"""What Inspect says about networks that read reviews and pronouns, and a typed review word by word."""

import re
from html import unescape

import pytest

from tests.pages.test_pages import header, open_app, texts


def words(app) -> list[list[str]]:
    """Return each word of the review on the page with its probability and its change."""
    html = next(one.proto.body for one in app.get("html") if "gs-word-by-word" in one.proto.body)
    return [unescape(re.sub("<[^>]*>", " ", one)).split() for one in html.split("</a>")[:-1]]


def with_text(text, **link):
    """Open the page and type a text."""
    app = open_app("inspect", **link)
    app.selectbox(key="input").set_value("text").run()
    return app.text_area(key="symbols").set_value(text).run()


def subheaders(app) -> list[str]:
    return [one.value for one in app.subheader]


@pytest.mark.parametrize(
    ("run", "sentences", "figures"),
    [
        ("pronouns-lstm", ["The textbook story holds in part: unit 4 of c", "reads the gender from c at 100.0%"], 2),
        ("pronouns-rnn", ["The textbook story does not hold", "every step rewrites the whole state"], 2),
        ("reviews-lstm", ["The write gate i opens further on opinion words", "f falls to 0.36, from 0.57"], 2),
        ("reviews-gru", ["The write gate 1 − z hardly differs", "z falls to 0.30"], 2),
        ("reviews-rnn", ["RNN has no gate that keeps its state", "A bag of words is right on 88.9%"], 1),
    ],
)
def test_the_section_says_what_was_measured(run, sentences, figures):
    app = open_app("inspect", run=run)
    assert not app.exception and "What this network does" in subheaders(app)
    assert all(sentence in texts(app) for sentence in sentences)
    assert len(app.get("plotly_chart")) == figures and "#what-this-network-does" in texts(app)


def test_other_tasks_have_no_such_section():
    app = open_app("inspect", run="recall-lstm")
    assert not app.exception and "What this network does" not in subheaders(app)
    assert not app.get("plotly_chart") and "what-this-network-does" not in texts(app)


def test_the_tables_open_with_the_numbers_of_the_figures():
    app = open_app("inspect", run="pronouns-gru")
    assert not app.dataframe
    for name in ("Gender read from the states", "units", "Pronoun by distance"):
        app.session_state[f"findings_table {name}"] = True
    app.run()
    assert not app.exception and len(app.dataframe) == 3
    assert list(app.dataframe[1].value["unit"]) == list(range(1, 17))
    assert (app.dataframe[2].value["network"] > 0.99).all()


def test_a_checkpoint_before_training_carries_nothing():
    app = open_app("inspect", run="pronouns-lstm", at="0")
    assert "does not hold: c does not carry the gender" in texts(app)


def test_a_typed_review_is_read_word_by_word():
    app = open_app("inspect", run="reviews-lstm")
    assert [one[0] for one in words(app)] == header(app)["labels"]
    app.selectbox(key="input").set_value("text").run()
    app.text_area(key="symbols").set_value("The lamp is superb, but the lid is AWFUL").run()
    assert not app.exception and not app.error
    shown = words(app)
    assert " ".join(one[0] for one in shown) == "the lamp is superb , but the lid is awful"
    assert [one[0] for one in shown] == header(app)["labels"]
    assert float(shown[3][1]) > 0.9 and float(shown[-1][1]) < 0.1 and shown[5][2].startswith("−")
    assert "after the last 0.0" in texts(app)
    app.text_area(key="symbols").set_value("The lamp is superb").run()
    assert words(app) == shown[:4]  # what is read does not depend on what comes later


def test_an_unknown_word_gets_a_sentence_and_stays():
    app = with_text("the lamp is grate", run="reviews-gru")
    assert not app.exception
    assert "Word 4, “grate”, is not a word of this run; type “great”." in texts(app)
    assert app.text_area(key="symbols").value == "the lamp is grate"
    assert [one[0] for one in words(app)] == header(app)["labels"]


def test_a_held_gate_changes_the_verdict_after_each_word():
    text = "the lamp is superb but the lid is awful"
    free, held = (words(with_text(text, run="reviews-lstm", **more)) for more in ({}, {"hold": "f", "held_gate": "1"}))
    assert [one[0] for one in free] == [one[0] for one in held] == text.split() and free != held


def test_typed_sentences_are_read_by_the_pronouns_too():
    app = with_text("anna saw the door. ? painted the lamp", run="pronouns-lstm")
    assert not app.exception and not app.error
    assert " ".join(header(app)["labels"]) == "Anna saw the door . ? painted the lamp"
    assert not any("gs-word-by-word" in one.proto.body for one in app.get("html"))  # it asks at the question marks
