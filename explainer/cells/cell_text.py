"""The typed cell: equations as a visitor writes them, one on each line, and what differs between two such texts."""

import re
from collections.abc import Sequence
from functools import lru_cache

from explainer.cells.catalogue import ROLES, Cell, Equation
from explainer.cells.memory import carried, keep_paths
from explainer.cells.program import CellError, Program, Step, lower

NAME = "Your cell"
MOST_WRITTEN = 4000
LINE = re.compile(r"\s*(?P<name>[^=\s]+)\s*=(?P<text>[^#]*)(?:#\s*(?:(?P<role>\w+)\s*:)?(?P<about>.*))?", re.DOTALL)


@lru_cache(maxsize=64)
def read_cell(text: str) -> Cell:
    """Read a cell from lines like “f = sigmoid(W_f @ x + b_f)  # keep: forget gate”; raises CellError.

    The role and the sentence may be left out; the role is then found in how the value is used. What is
    read again as `c_prev`, or in the layer above as `c_below`, is a state.
    """
    if len(text) > MOST_WRITTEN:
        text = _shortened(text)
    written = [line for line in text.splitlines() if line.split("#")[0].strip()]
    if not written:
        raise CellError("There is no equation yet; “h = tanh(W_h @ x + U_h @ h_prev + b_h)” would be one.")
    lines = [_line(line) for line in written]
    guessed = [line if line.role else Equation(line.name, line.text, "sum", line.about) for line in lines]
    program = lower(_cell(guessed))
    return _cell([line if line.role else _with_role(program, line) for line in lines])


def write_cell(cell: Cell) -> str:
    """Write a cell's equations as they could be typed; `read_cell` finds the roles again."""
    return "\n".join(map(_code, cell.equations))


def difference(one: Cell, other: Cell) -> list[tuple[str, str]]:
    """Return the equations of both, each as ("same", "new" or "gone", its line); a changed one is gone and new."""
    old = {line.name: _code(line) for line in one.equations}
    new = {line.name: _code(line) for line in other.equations}
    rows = []
    for name, code in old.items():
        if new.get(name) == code:
            rows.append(("same", code))
        else:
            rows += [("gone", code), *([("new", new[name])] if name in new else [])]
    return rows + [("new", code) for name, code in new.items() if name not in old]


def _shortened(text: str) -> str:
    """Say what is wrong with a text that is too long, the longest line first."""
    longest = max(text.splitlines(), key=len)
    where = f" its longest line has {len(longest):,}," if "\n" in text.strip() else ""
    raise CellError(f"The cell has {len(text):,} characters,{where} and {MOST_WRITTEN:,} is the most.")


def _line(line: str) -> Equation:
    found = LINE.fullmatch(line)
    if not found:
        shown = line if len(line) <= 60 else f"{line[:57]}…"
        raise CellError(f"“{shown.strip()}” is no equation; “h = tanh(W_h @ x + U_h @ h_prev + b_h)” would be one.")
    role = found["role"] or ""
    about = (found["about"] or "").strip()
    if role and role not in ROLES:  # a remark that happens to hold a colon
        role, about = "", f"{role}: {about}"
    return Equation(found["name"], found["text"].strip(), role, about)


def _cell(lines: Sequence[Equation]) -> Cell:
    pasts = re.findall(r"\b([A-Za-z]\w{0,15})_(?:prev|below)\b", "\n".join(line.text for line in lines))
    states = dict.fromkeys(["h", *(name for name in pasts if len(name) == 1 or "_" not in name)])
    return Cell(NAME, "written here", tuple(states), tuple(lines), "A cell of your own.")


def _with_role(program: Program, line: Equation) -> Equation:
    role = _role(program, line.name)
    return Equation(line.name, line.text, role, line.about or ROLES[role])


def _role(program: Program, name: str) -> str:
    """Find a role in how a value is made and used."""
    if name in program.cell.state:
        return "hidden" if name == "h" else "memory"
    state = carried(program)
    if state and name in {part for path in keep_paths(program, state) for part in path}:
        return "keep"
    step = program.step(name)
    assert step
    if step.op in ("tanh", "relu"):
        return "new"
    if not _is_share(step):
        return "sum"
    users = {other.equation for other in program.steps if name in other.args}
    return "write" if state in users else "read"


def _is_share(step: Step) -> bool:
    """Tell whether a value lies between 0 and 1: a sigmoid, or what such a value leaves of 1."""
    return step.op == "sigmoid" or (step.op == "sub" and step.args[0] == "1")


def _code(line: Equation) -> str:
    return f"{line.name} = {line.text}"
