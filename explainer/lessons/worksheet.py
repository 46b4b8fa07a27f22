"""The derivation as Markdown to print: a worksheet with blanks to fill in, or the answer key with its numbers."""

from collections.abc import Callable, Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.by_hand import Example, values
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.derivation import INTRO, ROUNDED, Group, Line, Section, known_names, sections
from explainer.lessons.remarks import of_scaling
from explainer.lessons.worked_lines import digits, shape

BLANK = "____"
WIDTH = 12  # of a number or a blank, so that both stand in the same columns
Show = Callable[[float], str]


def answer_key(example: Example) -> str:
    """Return the answer key: the worksheet with its numbers."""
    return write(example, digits)


def blank_sheet(example: Example) -> str:
    """Return the worksheet: the answer key with its numbers left blank."""
    return write(example, lambda value: BLANK)


SHEETS = {gettext_noop("Worksheet"): blank_sheet, gettext_noop("Answer key"): answer_key}


def file_name(example: Example, sheet: str) -> str:
    """Return the name of the file that one of SHEETS is saved as."""
    return f"by-hand-{example.seed}-{sheet.lower().replace(' ', '-')}.md"


def files(example: Example) -> list[tuple[str, str, str]]:
    """Return each of SHEETS as a file to save: its label, its text and its name."""
    return [(label, write_it(example), file_name(example, label)) for label, write_it in SHEETS.items()]


def write(example: Example, show: Show) -> str:
    """Write the given values, then every line of the derivation; `show` writes each of its numbers."""
    known = values(example)
    parts = [HEAD, INTRO, of_scaling(example), ROUNDED, _known_values(example, known)]
    for section in sections(example.steps):
        parts += _section(section, known, show)
    return "\n\n".join(parts) + "\n"


HEAD = "# By hand: backpropagation through time"


def _known_values(example: Example, known: Mapping[str, Array]) -> str:
    blocks = "\n".join(_equals(name, known[name], digits) for name in known_names(example.steps))
    return f"## Given, with seed {example.seed}\n\n```text\n{blocks}\n```"


def _section(section: Section, known: Mapping[str, Array], show: Show) -> list[str]:
    return [f"## {section.title}", section.about, *(_group(group, known, show) for group in section.groups)]


def _group(group: Group, known: Mapping[str, Array], show: Show) -> str:
    blocks = "\n\n".join(_line(line, known[line.name], show) for line in group.lines)
    title = f"### {group.title}\n\n" if group.title else ""
    return f"{title}```text\n{blocks}\n```"


def _line(line: Line, value: Array, show: Show) -> str:
    return f"{line.name} = {line.formula}\n{_equals(' ' * len(line.name), value, show)}"


def _equals(left: str, value: Array, show: Show) -> str:
    """Write `left = value (shape)`, one line for each row, a vector as a column."""
    if value.size == 1:
        return f"{left} = {show(value.item())}  {shape(value)}"
    rows = value if value.ndim == 2 else value.reshape(-1, 1)
    return "\n".join(
        f"{left if k == 0 else ' ' * len(left)} {'=' if k == 0 else ' '} {_row(row, show)}"
        f"{f'  {shape(value)}' if k == 0 else ''}"
        for k, row in enumerate(np.atleast_2d(rows))
    )


def _row(row: Array, show: Show) -> str:
    return f"[ {' '.join(show(float(number)).rjust(WIDTH) for number in row)} ]"
