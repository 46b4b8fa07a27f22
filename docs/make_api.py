"""Write docs/api.md from the docstrings of the public names: `python docs/make_api.py`."""

import inspect
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
import explainer

PAGE = Path(__file__).parent / "api.md"
TABLES = {
    "CELLS": 'All shipped cells by name, a dictionary of `Cell`; "LSTM", "GRU" and "RNN" are PyTorch\'s.',
    "TASKS": "All tasks by key, a dictionary of `Task`: title, settings with their defaults, measured recipe settings.",
}
HEAD = """# The library

`import explainer` offers the names on this page, each loaded when it is first used; nothing else is public. Shapes:
`T` time steps, `B` batch, `S` seeds, `n` inputs, `m` hidden units, `k` outputs. Steps and units count from 0. Numbers
are float64 unless a text says otherwise. The page is made from the docstrings by `python docs/make_api.py`.
"""


def page() -> str:
    """Return the page: a section per topic, an entry per public name."""
    sections = [f"## {topic}\n\n" + "\n".join(map(entry, names)) for topic, names in explainer.PUBLIC.items()]
    return "\n".join([HEAD, *sections])


def entry(name: str) -> str:
    """Return a public name with its parameters, its text, and the public members of a class."""
    found = getattr(explainer, name)
    text = TABLES.get(name) or inspect.getdoc(found) or ""
    return f"### `{name}{parameters(found)}`\n\n{text}\n" + "".join(f"\n{line}" for line in members(found))


def parameters(found: Any) -> str:
    """Return the parameters of a function or a class as a call shows them; nothing for tables and errors."""
    if not callable(found) or (inspect.isclass(found) and issubclass(found, Exception)):
        return ""
    wanted = inspect.signature(found).parameters.values()
    return f"({', '.join(parameter(one) for one in wanted)})"


def parameter(one: inspect.Parameter) -> str:
    """Return a parameter with its default, as far as that can be read."""
    if one.default is one.empty:
        return {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "") + one.name
    plain = isinstance(one.default, int | float | str | tuple | None)
    return f"{one.name}={one.default!r}" if plain else f"{one.name}=…"


def members(found: Any) -> list[str]:
    """Return a line for each method and property that a class defines itself."""
    if not inspect.isclass(found) or issubclass(found, Exception):
        return []
    lines = []
    for name, member in vars(found).items():
        method = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not inspect.isfunction(method):
            continue
        call = parameters(method) if method is member else ""
        call = call.replace("(self, ", "(").replace("(self)", "()")
        lines.append(f"- `.{name}{call}`: {(inspect.getdoc(method) or '').splitlines()[0]}\n")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
