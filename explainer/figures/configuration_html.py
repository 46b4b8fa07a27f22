"""A task's configuration as HTML: its picture, a sentence, and a table of the shapes."""

import base64
from collections.abc import Mapping
from html import escape

from explainer.figures.configuration import LETTERS, configuration_of, describe, shape_rows
from explainer.figures.configuration_svg import WIDTH, configuration_svg
from explainer.tasks.problem import Problem

COLUMNS = ("tensor", "shape", "here", "batch_first")
CELL = 'style="padding:0 0.9em 0 0;text-align:left;font-weight:inherit;border:0;white-space:nowrap"'


def configuration_html(problem: Problem, sizes: Mapping[str, int]) -> str:
    """Return the picture of a problem with its shapes; `sizes` are the numbers that the letters stand for."""
    picture = base64.b64encode(configuration_svg(problem).encode()).decode()
    image = (
        f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(configuration_of(problem).alt)}" '
        f'width="{WIDTH}" style="width:100%">'
    )
    caption = f"<figcaption>{escape(describe(problem))}{_table(problem, sizes)}</figcaption>"
    style = f"margin:0;max-width:{WIDTH}px;font-size:0.85rem"
    return f'<figure class="gs-configuration" style="{style}">{image}{caption}</figure>'


def _table(problem: Problem, sizes: Mapping[str, int]) -> str:
    head = "".join(f'<th scope="col" {CELL}>{name}</th>' for name in COLUMNS)
    rows = "".join(
        f'<tr><th scope="row" {CELL}>{name}</th>{"".join(f"<td {CELL}>{cell}</td>" for cell in cells)}</tr>'
        for name, *cells in shape_rows(problem, sizes)
    )
    used = {letter for _, letters in configuration_of(problem).tensors for letter in letters}
    legend = ", ".join(f"{letter} {about}" for letter, about in LETTERS.items() if letter in used)
    return (
        f'<table style="border:0;margin:0.5em 0"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{legend}.'
    )
