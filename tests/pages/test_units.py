"""The page Units: the units of shipped language networks, on built-in features and on a visitor's expression."""

import time

import pytest

from explainer.runs.shipped import shipped_names
from explainer.tasks.text_features import PATTERN, TASKS_WITH_FEATURES
from tests.pages.test_pages import header, open_app, texts

FIRST = ("text-lstm", "reviews-gru", "pronouns-rnn")  # every task and every cell once
RUNS = [
    pytest.param(name, marks=() if name in FIRST else pytest.mark.more)
    for name in shipped_names()
    if name.split("-")[0] in TASKS_WITH_FEATURES
]

ENDLESS = r"(?:(?:(?:.{1,999}){1,999}){1,999}){1,999}\d"


def type_pattern(app, pattern):
    app.selectbox(key="feature").set_value(PATTERN).run()
    return app.text_input(key="pattern").set_value(pattern).run()


@pytest.mark.parametrize("run", RUNS)
def test_the_page_opens_on_every_language_run(run):
    app = open_app("units", run=run)
    assert not app.exception and not app.error and not app.warning
    assert "best" in texts(app) and "The line of chance is at" in texts(app)
    assert header(app)["tokens"] and "just around it" in texts(app)


def test_the_gender_unit_is_named_with_its_score():
    app = open_app("units", run="pronouns-lstm")
    assert (
        "the one that follows “gender” best is c 4. On the half where it was not chosen it scores over 0.999"
        in texts(app)
    )
    assert "Before training the best unit had 0.504." in texts(app)
    untrained = open_app("units", run="pronouns-lstm", at="0")
    assert "it may be a coincidence" in texts(untrained) and "Before training" not in texts(untrained)
    assert header(app)["name"] == "c 4" and header(app)["marked"] == "“gender”"


def test_a_link_has_feature_unit_span_and_threshold():
    link = {"feature": "vowel", "found_unit": "h 9", "span": "15-23", "threshold": "0.3", "brush_of": "c"}
    app = open_app("units", run="text-gru", **link | {"brush_of": "h"})
    assert not app.exception and not app.warning
    assert "On “vowel”, the score of h 9 is" in texts(app) and "(characters 15 to 23)" in texts(app)
    assert (header(app)["name"], header(app)["span"]) == ("h 9", [14, 23])
    assert app.slider(key="threshold").value == 0.3 and app.selectbox(key="brush_of").value == "h"
    again = open_app("units", **{key: app.query_params[key] for key in ("run", *link) if key in app.query_params})
    assert header(again) == header(app) and texts(again) == texts(app)


def test_another_feature_brings_its_own_best_unit():
    app = open_app("units")
    first = header(app)["name"]
    app.selectbox(key="feature").set_value("vowel").run()
    assert not app.exception and header(app)["name"] != first and "follows “vowel” best" in texts(app)


def test_a_typed_expression_is_a_feature():
    app = type_pattern(open_app("units"), r"\bbetter\b")
    assert not app.exception and not app.error
    assert "follows “\\bbetter\\b” best".replace("\\", "") in texts(app)
    assert header(app)["marked"] == r"“\bbetter\b”"


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "There is no regular expression yet"),
        ("(a", "“(a” is not a regular expression"),
        ("zzz", "“zzz” is nowhere in this text"),
        ("(?s).", "is everywhere in this text"),
        ("a" * 300, "has 300 characters; 200 is the most"),
        ("(?R)?a", "calls itself"),
    ],
)
def test_an_expression_that_cannot_be_used_gets_a_sentence_and_stays(pattern, sentence):
    app = type_pattern(open_app("units"), pattern)
    assert not app.exception and sentence in " ".join(one.value for one in app.error).replace("\\", "")
    assert app.text_input(key="pattern").value == pattern
    assert header(app)["tokens"]  # the text stays


def test_an_expression_that_would_never_end_is_stopped_and_stays():
    app = open_app("units", run="reviews-lstm")
    start = time.monotonic()
    type_pattern(app, ENDLESS)
    assert time.monotonic() - start < 15
    assert not app.exception and "was stopped after 1 s" in app.error[0].value
    assert app.text_input(key="pattern").value == ENDLESS


def test_a_feature_that_the_text_lacks_gets_a_sentence():
    app = open_app("units", feature="inside quotes")
    assert not app.exception and "is nowhere in this text" in app.error[0].value
    assert header(app)["name"] == "i 1"


def test_tables_are_filled_in_an_open_section():
    app = open_app("units", run="reviews-gru")
    assert not app.dataframe
    app.session_state["features_open"] = app.session_state["all_units_open"] = True
    app.run()
    assert not app.exception
    features, units = (one.value for one in app.dataframe)
    assert list(features["feature"])[0] == "opinion word" and features["score"].between(0.5, 1).all()
    trained = features.set_index("feature").loc["negation"]
    assert trained["score"] > 0.95 > trained["before training"] > 0.5
    assert len(units) == 64 and units["first half"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"run": "recall-lstm"}, "has not learned a text"),
        ({"run": "zzzzzzzzzz"}, "There is no run “zzzzzzzzzz”"),
        ({"feature": "colour"}, "asks for feature “colour”, which does not exist"),
        ({"found_unit": "x 9"}, "asks for the unit “x 9”, which this network does not have"),
        ({"span": "9-3"}, "asks for the span “9-3”; use the first and the last token"),
        ({"span": "850-900"}, "asks for the span 850 to 900, and the text has 856 tokens"),
        ({"threshold": "9"}, "asks for threshold = “9”; use a number from 0.05 to 3.0"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_a_page(link, sentence):
    app = open_app("units", **link)
    assert not app.exception
    assert sentence in texts(app)


def test_inspect_links_to_the_units_of_a_run_that_reads_a_text():
    for run, there in (("text-lstm", True), ("recall-lstm", False)):
        app = open_app("inspect", run=run)
        assert any(one.proto.label == "Units" for one in app.get("page_link")) is there
