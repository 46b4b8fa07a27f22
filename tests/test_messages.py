"""The catalogues of translations: up to date with the sources, complete, and with the numbers in their places."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from docs import make_messages
from tests.conftest import ROOT

CATALOGUES = make_messages.TRANSLATED
LABELLED = {
    "button", "caption", "checkbox", "download_button", "expander", "file_uploader", "form_submit_button", "header",
    "link_button", "linked_slider", "multiselect", "number_input", "page_link", "pills", "radio", "segmented_control",
    "select_slider", "selectbox", "slider", "spinner", "subheader", "tabs", "text_area",
    "text_input", "title", "toggle", "markdown",
}  # fmt: skip
"""Calls whose first argument, help and placeholder a visitor reads; warnings and errors are sentences in English."""
SHOWN = sorted(path for folder in ("explainer/ui", "pages") for path in (ROOT / folder).rglob("*.py"))


def texts_of(value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def messages(language):
    return [message for message in make_messages.updated(language) if message.id]


def fields(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_catalogues_have_the_texts_that_the_sources_have():
    for path, content in make_messages.files().items():
        assert path.read_bytes() == content, f"run make messages, then translate: {path}"


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_has_a_translation_that_is_certain(language):
    forms = make_messages.updated(language).num_plurals
    for message in messages(language):
        plural = not isinstance(message.id, str)
        found = texts_of(message.string) if message.string else ()
        assert len(found) == (forms if plural else 1) and all(found), f"no translation of {message.id!r}"
        assert not message.fuzzy, f"the translation of {message.id!r} is uncertain"


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_has_the_fields_of_its_text(language):
    for message in messages(language):
        wanted = fields(texts_of(message.id)[-1])
        for form in texts_of(message.string):
            assert fields(form) == wanted, f"{message.id!r} and {form!r} have other fields"


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_begins_and_ends_like_its_text(language):
    for message in messages(language):
        for form in texts_of(message.string):
            ends = [text[-1] if text[-1] in ".:?!…" else "" for text in (texts_of(message.id)[-1], form)]
            assert ends[0] == ends[1], f"{message.id!r} and {form!r} end differently"
            assert form == form.strip()


def is_text(node: ast.AST) -> bool:
    """Tell whether a node is a literal, or an f-string, with words in it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    literal = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(len(word) > 1 and word.isalpha() for word in " ".join(literal).replace("*", " ").split())


def untranslated(path: Path) -> list[str]:
    """Return the texts that a file gives to a widget or heading as they are, not through the translation."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in LABELLED:
                shown = [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("help", "placeholder"))]
                found += [ast.unparse(one) for one in shown if is_text(one)]
    return found


def inside_f_strings(path: Path) -> list[str]:
    """Return the translations inside f-strings, where the catalogues do not find them."""
    tree = ast.parse(path.read_text())
    parts = [part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)]
    calls = [node for node in parts if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [ast.unparse(node) for node in calls if node.func.id in make_messages.MARKS and is_text(node.args[0])]


def test_labels_and_headings_go_through_the_translation():
    for path in SHOWN:
        assert untranslated(path) == [] and inside_f_strings(path) == [], path


def test_the_test_finds_what_it_looks_for(tmp_path):
    path = tmp_path / "page.py"
    path.write_text('st.title("Train")\nst.slider(_("Units"), help=f"up to {most} steps")\nst.markdown(_("Seed"))\n')
    assert untranslated(path) == ["'Train'", "f'up to {most} steps'"]
    path.write_text("""st.title(f"{_('The text')} {name}")""")
    assert inside_f_strings(path) == ["_('The text')"]
    assert fields("half is gone after {steps:.1f} steps of {cell}") == {"steps", "cell"}
