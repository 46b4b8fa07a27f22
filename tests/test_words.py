"""One word for one thing: retired words stay out of identifiers, of file names and of what a visitor reads."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
RETIRED = {
    "felt", "feel", "feels", "feeling", "told", "telling", "rooms", "room", "lent", "anchor", "anchors", "acts",
    "asked", "asking", "unsaid", "outward", "desk", "ledger", "shelf", "hands", "intake", "takeaway", "story",
    "stories", "valley", "cliff", "balls", "going", "judged", "judging", "speak", "said", "kept", "opened", "racer",
    "watched", "backwalk", "given", "coarse", "owed", "owes", "book", "looking",
}  # fmt: skip
"""Parts of identifiers that say nothing to somebody who searches for gradient, buffer, checkpoint or upload."""
ALLOWED = {"given", "racer3"}  # in tests: hypothesis has the one, old links the other
OF_ROOMS = {"room", "rooms"}  # in what a class meets in, and where that is imported; elsewhere it is a buffer
IMPORT_ROOMS = {"lesson_questions", "routes", "preload"}
PHRASES = re.compile(
    r"\bfeels?\b|\bfelt\b|\btold\b|\bowes?\b|\blent\b|\bway back\b|\bJudged by\b|\b[Tt]wo balls\b|\bBeside the\b|"
    r"\bWhere from\b|\bhow right\b|\bhow it ended\b|\bstarts each\b|\bRight at its end\b|\blargest stretch\b|"
    r"\bhold c at\b|\b[Tt]he loss asks\b|\bpaler for each\b|\bit says\b|\bis said\b|\b[Ww]hat is read\b|"
    r"\bover which way\b|\b1 parts\b|\bTake it with you\b|\bin line\b"
)
"""Phrases that a visitor met once, and for which the field has a plain word."""
CODE = ("explainer", "pages", "tests", "benchmarks")
PYTHON = sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))
SCREEN = sorted(path for folder in ("explainer", "pages") for path in (ROOT / folder).rglob("*.py")) + [ROOT / "app.py"]
SCRIPTS = sorted((ROOT / "explainer").rglob("*.js"))
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
QUOTED = re.compile(r"`(?:\\.|[^`\\])*`|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parts(identifier: str) -> set[str]:
    """Return the words of an identifier: snake_case and camelCase are cut, capitals do not count."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", identifier)}


@cache
def retired(path: Path) -> set[str]:
    """Return the words that a file may not use."""
    is_of_rooms = "room" in str(path.relative_to(ROOT)) or path.stem in IMPORT_ROOMS
    return RETIRED - (OF_ROOMS if is_of_rooms else set())


def identifiers(nodes: list[ast.AST]) -> Iterator[str]:
    """Name everything that a file of Python defines or uses by a name."""
    for node in nodes:
        for field in ("id", "attr", "arg", "name", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield value


def strings(nodes: list[ast.AST]) -> Iterator[str]:
    """Return the texts of a file of Python, docstrings left out."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documentation = {id(node.body[0].value) for node in nodes
             if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    bare = documentation | {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@cache
def used(path: Path) -> tuple[set[str], list[str]]:
    """Return the identifiers and the texts of a file of Python, which is parsed once for both."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    return set(identifiers(nodes)), list(strings(nodes))


def retired_in(path: Path, found: Iterable[str]) -> set[str]:
    """Return which of the identifiers of a file, and of its own name, have a retired word as a part."""
    return {one for one in {*found, path.stem} if parts(one) & retired(path)}


def test_no_identifier_is_a_retired_word():
    found = {}
    for path in PYTHON:
        if path != Path(__file__):
            ours = used(path)[0] - (ALLOWED if "tests" in path.parts else set())
            found[name(path)] = retired_in(path, ours)
    assert {path: words for path, words in found.items() if words} == {}


def test_no_identifier_of_a_script_is_a_retired_word():
    found = {}
    for path in SCRIPTS:
        text = COMMENT.sub(" ", path.read_text())
        code = QUOTED.sub(" ", text) + " ".join(re.findall(r"\$\{([^}]*)\}", text))
        found[name(path)] = retired_in(path, re.findall(r"[A-Za-z_$][\w$]*", code))
    assert {path: words for path, words in found.items() if words} == {}


def test_no_text_of_a_page_is_a_retired_phrase():
    found = {name(path): [text for text in used(path)[1] if PHRASES.search(text)] for path in SCREEN}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_no_text_of_a_script_is_a_retired_phrase():
    texts = {name(path): QUOTED.findall(COMMENT.sub(" ", path.read_text())) for path in SCRIPTS}
    assert [(path, text) for path, found in texts.items() for text in found if PHRASES.search(text)] == []


def test_no_page_of_the_documentation_holds_a_retired_phrase():
    found = {name(path): PHRASES.findall(path.read_text()) for path in DOCS}
    assert {path: phrases for path, phrases in found.items() if phrases} == {}


def test_the_test_finds_what_it_looks_for():
    code = 'def what_is_felt(desk):\n    """A felt docstring."""\n    return "What a loss feels"'
    nodes = list(ast.walk(ast.parse(code)))
    assert [one for one in identifiers(nodes) if parts(one) & RETIRED] == ["what_is_felt", "desk"]
    assert [text for text in strings(nodes) if PHRASES.search(text)] == ["What a loss feels"]
