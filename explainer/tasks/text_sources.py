"""Texts that come with Python, so that a language model has something to read without a download."""

import ast
import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from explainer.tasks.problem import TaskError


@dataclass(frozen=True)
class TextSource:
    """A text by its key: title, one sentence about it, and the function that reads it."""

    key: str
    title: str
    description: str
    read: Callable[[], str]


def source_text(key: str) -> str:
    """Return the text of a source, read once; raises TaskError, which lists the keys that exist.

    The texts are those of the Python that runs, so another version has slightly different ones.
    """
    if key not in TEXT_SOURCES:
        shown = key if len(key) <= 20 else f"{key[:17]}…"
        raise TaskError(f"There is no text “{shown}”; there are {', '.join(TEXT_SOURCES)}.")
    return _read_once(key)


@lru_cache(maxsize=8)
def _read_once(key: str) -> str:
    return TEXT_SOURCES[key].read()


def _documentation() -> str:
    topics: dict[str, str] = import_module("pydoc_data.topics").topics
    return "\n".join(topics[name] for name in sorted(topics))


def _program() -> str:
    return _source_code("argparse")


def _zen() -> str:
    """Return the Zen of Python without importing the module, which would print it: its text is stored in rot13."""
    assigned = [node for node in ast.parse(_source_code("this")).body if isinstance(node, ast.Assign)]
    return codecs.decode(str(ast.literal_eval(assigned[0].value)), "rot13")


def _source_code(module: str) -> str:
    """Return the source code of a module of the standard library, which is not imported."""
    spec = find_spec(module)
    reader = getattr(spec and spec.loader, "get_source", None)
    text = reader(module) if reader else None
    if not text:
        raise TaskError(f"This Python has no source code of its module “{module}”; choose another text.")
    return str(text)


TEXT_SOURCES: dict[str, TextSource] = {
    source.key: source
    for source in (
        TextSource(
            "documentation", "Python's documentation",
            "The help texts that Python prints for its statements, operators and types: English prose with examples.",
            _documentation,
        ),
        TextSource(
            "program", "A program in Python",
            "The source code of argparse, the module of the standard library that reads a command line.",
            _program,
        ),
        TextSource(
            "zen", "The Zen of Python",
            "Twenty short lines on how to write Python: enough to learn by heart, too few to learn English.",
            _zen,
        ),
    )
}  # fmt: skip
