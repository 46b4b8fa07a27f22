"""The parts of an exercise as HTML: letters, what is known, the working, tables and curves; for screen and paper."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.exercise import Curves, Group, Line, Table
from explainer.lessons.exercises.worked_step import DECIMALS, symbols

Translate = Callable[[Message | str], str]
Show = Callable[[float], str]
NAME = re.compile(r"[A-Za-z]+(?:_[a-z]+)?")
FUNCTIONS = ("tanh",)
UNIT = gettext_noop("unit {unit}")
DASHES = ("", "7 4", "1.5 3.5")  # so that curves are told apart without colour
WIDTH, HEIGHT, LEFT, RIGHT, BELOW = 500, 190, 40, 70, 34  # of a picture in px, and what axes and letters take


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


def curves_html(picture: Curves, translate: Translate) -> str:
    """Draw curves as SVG in the colour of the text, each with its own dashes."""
    top = max(1.0, *(max(curve) for curve in picture.curves.values()))
    steps = max(len(curve) for curve in picture.curves.values())
    lines = "".join(
        _curve(place, letter, curve, steps, top) for place, (letter, curve) in enumerate(picture.curves.items())
    )
    label = escape(f"{translate(picture.up)}: {', '.join(picture.curves)}")
    return (
        f'<svg class="curves" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f"{_axes(picture, translate, steps, top)}{lines}</svg>"
    )


def _axes(picture: Curves, translate: Translate, steps: int, top: float) -> str:
    x0, y0, x1, y1 = LEFT, HEIGHT - BELOW, WIDTH - RIGHT, 14
    ticks = "".join(
        f'<line x1="{x0}" x2="{x1}" y1="{_y(value, top):.1f}" y2="{_y(value, top):.1f}" class="grid"/>'
        f'<text x="{x0 - 6}" y="{_y(value, top) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in (0.0, 0.5, 1.0)
    ) + "".join(
        f'<text x="{_x(step, steps):.1f}" y="{y0 + 15}" text-anchor="middle">{step + 1}</text>'
        for step in range(0, steps, 5)
    )  # fmt: skip
    return (
        f'{ticks}<path d="M{x0} {y1}V{y0}H{x1}" class="axis"/>'
        f'<text x="{x1}" y="{HEIGHT - 4}" text-anchor="end">{escape(translate(picture.across))}</text>'
        f'<text x="{x0 + 6}" y="{y1 - 3}">{escape(translate(picture.up))}</text>'
    )


def _curve(place: int, letter: str, curve: Sequence[float], steps: int, top: float) -> str:
    """Draw a curve, and a sample of its line with its letter at the upper right."""
    dashes = DASHES[place % len(DASHES)]
    points = " ".join(f"{_x(t, steps):.1f},{_y(value, top):.1f}" for t, value in enumerate(curve))
    x, y = WIDTH - 60, 34 + 20 * place
    return (
        f'<polyline points="{points}" stroke-dasharray="{dashes}" class="curve"/>'
        f'<path d="M{x} {y}h34" stroke-dasharray="{dashes}" class="curve"/>'
        f'<text x="{x + 42}" y="{y + 5}" class="name">{letter}</text>'
    )


def _x(step: float, steps: int) -> float:
    return LEFT + step / (steps - 1) * (WIDTH - RIGHT - LEFT)


def _y(value: float, top: float) -> float:
    return HEIGHT - BELOW - value / top * (HEIGHT - BELOW - 18)
