"""A cell as text, one equation on each line: reading, writing, and the difference of two cells."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from explainer.cells.catalogue import ROLES, Cell, Equation
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state, keep_paths
from explainer.cells.program import CellError, Program, Step

OWN_CELL = "Your cell"
EXAMPLE = "h = tanh(W_h @ x + U_h @ h_prev + b_h)"
MOST_TYPED = 4000
KEEP_FACTOR = "the factor on the old memory"  # of a value that may leave 0 to 1, so that it is no gate
LINE = re.compile(r"\s*(?P<name>[^=\s]+)\s*=(?P<text>[^#]*)(?:#\s*(?:(?P<role>\w+)\s*:)?(?P<about>.*))?", re.DOTALL)


@lru_cache(maxsize=64)
def read_cell(text: str) -> Cell:
    """Read a cell from lines like “f = sigmoid(W_f @ x + b_f)  # keep: forget gate”; raises CellError.

    The role and the sentence may be left out; the role is then inferred from how the value is used. A value that is
    read as `c_prev`, or as `c_below`, is a state.
    """
    if len(text) > MOST_TYPED:
        raise CellError(_too_long(text))
    lines = [line for line in text.splitlines() if line.split("#")[0].strip()]
    if not lines:
        raise CellError(f"There is no equation yet; type one, such as “{EXAMPLE}”.")
    equations = [_equation(line) for line in lines]
    provisional = [one if one.role else replace(one, role="sum") for one in equations]
    program = lower(_cell(provisional))
    return _cell([one if one.role else _with_role(program, one) for one in equations])


def write_cell(cell: Cell) -> str:
    """Write a cell's equations as they could be typed; `read_cell` infers the roles again."""
    return "\n".join(map(_code, cell.equations))


def difference(one: Cell, other: Cell) -> list[tuple[str, str]]:
    """Return the equations of both, each as ("same", "new" or "gone", its line); a changed one is both gone and new."""
    old = {line.name: _code(line) for line in one.equations}
    new = {line.name: _code(line) for line in other.equations}
    rows = []
    for name, code in old.items():
        if new.get(name) == code:
            rows.append(("same", code))
        else:
            rows += [("gone", code), *([("new", new[name])] if name in new else [])]
    return rows + [("new", code) for name, code in new.items() if name not in old]


def _too_long(text: str) -> str:
    """Return the message about a text that is too long, with its longest line."""
    longest = max(text.splitlines(), key=len)
    where = f" its longest line has {len(longest):,}," if "\n" in text.strip() else ""
    return f"The cell has {len(text):,} characters,{where} and {MOST_TYPED:,} is the most."


def _equation(line: str) -> Equation:
    found = LINE.fullmatch(line)
    if not found:
        shown = line if len(line) <= 60 else f"{line[:57]}…"
        raise CellError(f"“{shown.strip()}” is not an equation; type one such as “{EXAMPLE}”.")
    role = found["role"] or ""
    about = (found["about"] or "").strip()
    if role and role not in ROLES:  # a comment that happens to have a colon
        role, about = "", f"{role}: {about}"
    return Equation(found["name"], found["text"].strip(), role, about)


def _cell(equations: Sequence[Equation]) -> Cell:
    pasts = re.findall(r"\b([A-Za-z]\w{0,15})_(?:prev|below)\b", "\n".join(line.text for line in equations))
    states = dict.fromkeys(["h", *(name for name in pasts if len(name) == 1 or "_" not in name)])
    return Cell(OWN_CELL, "written here", tuple(states), tuple(equations), "A cell of your own.")


def _with_role(program: Program, line: Equation) -> Equation:
    role = _role(program, line.name)
    step = program.step(line.name)
    is_factor = role == "keep" and step and not _is_gate(program, step)
    return Equation(line.name, line.text, role, line.about or (KEEP_FACTOR if is_factor else ROLES[role]))


def _role(program: Program, name: str) -> str:
    """Infer a role from how a value is computed and used."""
    if name in program.cell.state:
        return "hidden" if name == "h" else "memory"
    state = carried_state(program)
    if state and name in {part for path in keep_paths(program, state) for part in path}:
        return "keep"
    step = program.step(name)
    assert step
    users = [other for other in program.steps if name in other.args]
    writes = any(user.equation == state for user in users)
    if step.op in ("tanh", "relu"):
        return "new"
    if not _is_gate(program, step):
        return "new" if writes and all(user.op == "mul" for user in users) else "sum"
    if all(user.op in ("add", "div") for user in users):
        return "sum"
    return "write" if writes else "read"


def _is_gate(program: Program, step: Step) -> bool:
    """Tell whether a value opens and closes: a sigmoid, 1 minus one, an exponential, or a share of such values."""
    share = program.step(step.args[0]) if step.op == "div" else None
    return (
        step.op in ("sigmoid", "exp")
        or (step.op == "sub" and step.args[0] == "1")
        or (share is not None and _is_gate(program, share))
    )


def _code(line: Equation) -> str:
    return f"{line.name} = {line.text}"
