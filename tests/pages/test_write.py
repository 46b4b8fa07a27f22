"""The page Write: a shipped character model continues a prefix."""

import re
from html import unescape

import pytest

from tests.pages.test_pages import open_app, texts


def written(app) -> str:
    """Return the text on the page."""
    html = next(one.proto.body for one in app.get("html") if "gs-written" in one.proto.body)
    return "".join(unescape(one) for one in re.findall(r"<a [^>]*>([^<]*)</a>", html))


def test_the_page_opens_with_a_continued_prefix():
    app = open_app("write")
    assert not app.exception and not app.error
    assert written(app).startswith("Now is") and len(written(app)) >= 200
    assert "a blind guess among 45 has 0.022" in texts(app)


def test_the_same_link_writes_the_same_and_another_seed_another():
    texts_of = [written(open_app("write", draw_seed=seed, temperature="1.5", prefix="If the")) for seed in "112"]
    assert texts_of[0] == texts_of[1] != texts_of[2] and texts_of[0].startswith("If the")


@pytest.mark.parametrize(
    ("prefix", "sentence"), [("Ünder", "“Ü”"), ("", "1 to 200"), ("a" * 201, "201 characters"), ("é", "“é”")]
)
def test_a_prefix_that_cannot_be_read_gets_a_sentence_and_stays(prefix, sentence):
    app = open_app("write")
    app.text_input(key="prefix").set_value(prefix).run()
    assert not app.exception and sentence in " ".join(one.value for one in app.error)
    assert app.text_input(key="prefix").value == prefix


def test_a_run_of_another_task_is_refused():
    app = open_app("write", run="recall-lstm")
    assert not app.exception and "has not learned a text or pairs of strings" in app.error[0].value


def test_a_unit_of_a_gate_colours_the_text():
    app = open_app("write", run="text-lstm", colour_by="f", colour_unit="3")
    assert not app.exception
    html = next(one.proto.body for one in app.get("html") if "gs-written" in one.proto.body)
    assert "f, unit 3" in html and "/cell?start=trained&amp;run=text-lstm" in html
