"""The parts of an exercise as HTML: letters, what is known, the working, tables and curves; for screen and paper."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.exercise import Group, Line, Table
from explainer.lessons.exercises.worked_step import DECIMALS, symbols

Translate = Callable[[Message | str], str]
Show = Callable[[float], str]
NAME = re.compile(r"[A-Za-z]+(?:_[a-z]+)?")
FUNCTIONS = ("tanh",)
UNIT = gettext_noop("unit {unit}")


def letters_html(text: str) -> str:
    """Write letters in italics, with their subscripts: “f ⊙ c_prev” has c with t−1 below."""
    return NAME.sub(lambda found: found[0] if found[0] in FUNCTIONS else _letter(found[0]), escape(text))


def _letter(name: str) -> str:
    letter, below = symbols(name)
    return f"<i>{letter}</i>" + (f"<sub>{below}</sub>" if below else "")


def short(value: float) -> str:
    """Write a number that was drawn: −0.4, 2."""
    return f"{value:g}".replace("-", "−")


def worked(value: float) -> str:
    """Write a number that was worked out, with three decimals."""
    return f"{value:.{DECIMALS}f}".replace("-0.000", "0.000").replace("-", "−")


def known_html(known: Mapping[str, Array]) -> str:
    """Write numbers, vectors as columns, and matrices, side by side; biases that are all 0 are written as 0."""
    return f'<div class="known">{"".join(_known(name, value) for name, value in known.items())}</div>'


def _known(name: str, value: Array) -> str:
    if value.size == 1 or not value.any():
        return f"<span><span>{_letter(name)}</span> = {short(float(value.flat[0]))}</span>"
    rows = value if value.ndim == 2 else value.reshape(-1, 1)
    body = "".join(f"<tr>{''.join(f'<td>{short(float(one))}</td>' for one in row)}</tr>" for row in rows)
    return f'<span><span>{_letter(name)}</span> = <table class="matrix">{body}</table></span>'


def working_html(groups: Sequence[Group], translate: Translate, show: Show, filled: bool = True) -> str:
    """Write the working as tables: a row for each line, a column for each unit, its numbers written by `show`."""
    return "".join(_group(group, translate, show, len(groups) > 1, filled) for group in groups)


def _group(group: Group, translate: Translate, show: Show, titled: bool, filled: bool) -> str:
    count = len(group.lines[0].value)
    units = [translate(Message(UNIT, {"unit": unit + 1})) for unit in range(count)] if filled else []
    head = f"<tr><th></th><th></th>{''.join(f'<th>{escape(one)}</th>' for one in units)}</tr>" if filled else ""
    rows = "".join(_line(line, show, filled) for line in group.lines)
    title = f"<h3>{escape(translate(group.title))}</h3>" if titled else ""
    return f'{title}<table class="working">{head}{rows}</table>'


def _line(line: Line, show: Show, filled: bool) -> str:
    numbers = "".join(f"<td>{show(float(one))}</td>" for one in line.value) if filled else ""
    return f"<tr><th>{letters_html(line.letter)}</th><td>= {letters_html(line.formula)}</td>{numbers}</tr>"


def table_html(table: Table, translate: Translate) -> str:
    """Write a table with its header."""
    head = "".join(f"<th>{escape(translate(one))}</th>" for one in table.header)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in table.rows)
    return f'<table class="rows"><tr>{head}</tr>{rows}</table>'
