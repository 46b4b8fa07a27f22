"""Text files are read and written as UTF-8 everywhere: without an encoding Windows takes the one of its language."""

import ast

from tests.conftest import ROOT

SOURCES = [*sorted((ROOT / "explainer").rglob("*.py")), *sorted((ROOT / "docs").glob("*.py")), ROOT / "app.py"]
TEXT_CALLS = {"read_text": 0, "write_text": 1}
"""Methods of a path, and the place of the encoding among their arguments."""


def without_encoding(tree: ast.AST) -> list[str]:
    """Return the calls that read or write a text and name no encoding."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if needs_encoding(call) and not names_encoding(call)]


def needs_encoding(call: ast.Call) -> bool:
    """Tell whether a call is a path's read_text or write_text, or opens a file and names no binary mode."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in TEXT_CALLS
    modes = [one.value for one in call.args[1:2] if isinstance(one, ast.Constant)]
    return getattr(call.func, "id", "") == "open" and not any("b" in mode for mode in modes)


def names_encoding(call: ast.Call) -> bool:
    place = TEXT_CALLS.get(call.func.attr, 99) if isinstance(call.func, ast.Attribute) else 99
    return any(one.arg == "encoding" for one in call.keywords) or len(call.args) > place


def test_every_text_has_an_encoding():
    found = {str(path): without_encoding(ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES}
    assert {path: calls for path, calls in found.items() if calls} == {}


def test_the_test_finds_what_it_looks_for():
    code = "a.read_text()\na.write_text(b)\nopen(a)\nopen(a, 'rb')\nopen(a, encoding='ascii')\na.read_text(encoding=b)"
    assert without_encoding(ast.parse(code)) == ["a.read_text()", "a.write_text(b)", "open(a)"]
