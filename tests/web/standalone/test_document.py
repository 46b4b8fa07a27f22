"""The HTML file: what was typed stays text, the policy is that of its own script, and nothing points outside."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from explainer.inputs.text import read_text
from explainer.numerics.setup import Setup
from explainer.web.standalone.document import SOURCE, document
from explainer.web.standalone.shown_run import ShownRun
from explainer.web.standalone.views import view_data

RUN = ShownRun(Setup(), read_text("the cat sat", "character"))
TYPED = '</title><script>alert(1)</script>" onload="x $style & ${script} “ß”'


class Reader(HTMLParser):
    """Reads a file as a browser does: its elements with their attributes, and the text in each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        if data.strip() and self.elements:
            tag, attributes = self.elements[-1]
            name = attributes.get("id") or (f"{tag} {attributes['type']}" if "type" in attributes else tag)
            self.texts[name] = self.texts.get(name, "") + data


def policy_of(found: Reader) -> str:
    return next(one["content"] for _, one in found.elements if one.get("http-equiv") == "Content-Security-Policy")


@pytest.mark.parametrize("component", ["stage", "board"])
def test_what_was_typed_is_text_and_adds_no_element(component):
    plain, typed = (Reader(document(component, b"\x00data", title)) for title in ("a", TYPED))
    assert [tag for tag, _ in typed.elements] == [tag for tag, _ in plain.elements]
    assert typed.texts["title"] == typed.texts["h1"] == TYPED
    assert not [one for _, one in typed.elements if {"onload", "src", "href"} & set(one)]


def test_the_data_are_the_bytes_that_the_component_receives():
    data = view_data(RUN, "cell")
    found = Reader(document("stage", data, "a"))
    assert base64.b64decode(found.texts["gatescope-data"]) == data
    assert set(found.texts["gatescope-data"]) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    )


def test_the_policy_lets_this_one_script_and_style_run_and_nothing_load():
    found = Reader(document("stage", b"", "a"))
    policy = policy_of(found)
    for directive, text in (("script-src", found.texts["script module"]), ("style-src", found.texts["style"])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';") and "connect-src" not in policy and "unsafe" not in policy


@pytest.mark.parametrize("component", ["stage", "board"])
def test_no_script_ends_early_and_no_address_is_in_the_file(component):
    text = document(component, b"", "a")
    assert text.count("</script>") == (3 if component == "board" else 2)
    assert set(re.findall(r"https?://[\w./-]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_a_stage_is_small():
    assert len(document("stage", view_data(RUN, "cell"), "a")) < 300_000


def test_the_language_and_its_sentences():
    found = Reader(document("stage", b"", "a", "ru"))
    (html,) = (one for tag, one in found.elements if tag == "html")
    assert html["lang"] == "ru"
    assert next(one for _, one in found.elements if one.get("id") == "gatescope")["lang"] == "en"
    assert SOURCE not in found.texts.values()
