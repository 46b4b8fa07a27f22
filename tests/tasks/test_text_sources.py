import ast
import subprocess
import sys

import pytest

from explainer.tasks.problem import TaskError
from explainer.tasks.text_sources import TEXT_SOURCES, TextSource, source_text
from tests.conftest import ROOT
from tests.figures.sentence_rules import check


def test_the_documentation_is_long_and_in_order():
    text = source_text("documentation")
    assert 300_000 < len(text) < 1_000_000 and text.startswith('The "assert" statement') and "\r" not in text


def test_the_program_is_one():
    text = source_text("program")
    assert 80_000 < len(text) < 300_000 and "class ArgumentParser" in text and ast.parse(text)


def test_the_zen_is_that_of_the_module():
    printed = subprocess.run([sys.executable, "-c", "import this"], capture_output=True, text=True, check=True).stdout
    assert source_text("zen") == printed.removesuffix("\n")


def test_reading_prints_nothing_and_imports_neither_module(capsys):
    code = (
        "import sys; from explainer.tasks.text_sources import TEXT_SOURCES; print('pydoc_data.topics' in sys.modules)\n"
        "sys.modules.pop('argparse', None); [source.read() for source in TEXT_SOURCES.values()]\n"
        "print({'this', 'argparse'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "set()"]


def test_a_text_is_read_once(monkeypatch):
    times = []
    monkeypatch.setitem(TEXT_SOURCES, "own", TextSource("own", "Own", "A text.", lambda: f"text {times.append(1)}"))
    assert source_text("own") == source_text("own") and len(times) == 1


@pytest.mark.parametrize("key", TEXT_SOURCES)
def test_texts_about_a_source(key):
    source = TEXT_SOURCES[key]
    assert source.key == key
    check(source.title, source.description)


@pytest.mark.parametrize(("key", "shown"), [("nothing", "nothing"), ("x" * 30, f"{'x' * 17}…")])
def test_an_unknown_source_is_an_error_that_lists_the_known_ones(key, shown):
    with pytest.raises(TaskError) as caught:
        source_text(key)
    assert str(caught.value) == f"There is no text “{shown}”; there are documentation, program, zen."
