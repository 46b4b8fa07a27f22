"""The picture of a module: units against time steps, with frames around what it returns."""

import base64
from collections.abc import Iterator
from html import escape

from explainer.cells.palette import BACKGROUND, FOREGROUND, HUES, MUTED
from explainer.figures.configuration_svg import GAP, shown_steps
from explainer.inputs.sequence import counted
from explainer.lessons.module_shapes import Module

WIDTH, LEFT, RIGHT = 380, 66, 42
BOX, UNIT, BETWEEN, TOP = 30, 7, 22, 34  # width of a box, height of a unit, between two rows, above the first
OUTPUT, LAST = "new", "memory"  # the roles whose hues the two frames have


def module_picture(module: Module, mode: int, framed: bool) -> str:
    """Return the picture as HTML, with a text for screen readers; `framed` adds what output and h_n are."""
    image = base64.b64encode(module_svg(module, mode, framed).encode()).decode()
    return (
        f'<img class="gs-module" src="data:image/svg+xml;base64,{image}" alt="{escape(describe(module, framed))}" '
        f'width="{WIDTH}" style="width:100%;max-width:560px">'
    )


def describe(module: Module, framed: bool) -> str:
    """Describe the picture for those who cannot see it."""
    rows = counted(module.layers, "layer")
    ways = ", each read in both directions" if module.bidirectional else ""
    drawn = (
        f"Diagram: {rows}{ways}, over {counted(module.steps, 'time step')}. "
        f"At every step each has a box of {counted(module.shown, 'number')}."
    )
    if not framed:
        return drawn
    backward = " The backward direction ends at step 1, so its last state is there." if module.bidirectional else ""
    return f"{drawn} Output frames the top layer at every step. h_n frames each layer at its last step.{backward}"


def module_svg(module: Module, mode: int, framed: bool) -> str:
    """Return the picture as SVG in the colours of a theme, 0 light or 1 dark."""
    columns = _columns(module)
    rows = list(_rows(module))
    height = _y(module, len(rows)) + max(module.n * UNIT, 12) + 34
    frames = [*_output_frame(module, columns, mode), *_state_frames(module, columns, mode)] if framed else []
    drawn = [
        *(part for k, row in enumerate(rows) for part in _row(module, k, row, columns, mode)),
        *_inputs(module, len(rows), columns, mode),
        *frames,
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-size="11" font-family="sans-serif" text-anchor="middle" fill="{FOREGROUND[mode]}">{"".join(drawn)}</svg>'
    )


def _columns(module: Module) -> list[tuple[float, int]]:
    """Return the middle of each drawn column and its step, from 0; GAP stands for the steps that are left out."""
    steps = shown_steps(module.steps, [module.steps - 1])
    width = (WIDTH - LEFT - RIGHT) / len(steps)
    return [(LEFT + width * (k + 0.5), step) for k, step in enumerate(steps)]


def _rows(module: Module) -> Iterator[tuple[int, bool]]:
    """Return layer, from 0, and direction of each row from the top; the backward one below the forward one."""
    for layer in reversed(range(module.layers)):
        for backward in (False, True)[: module.directions]:
            yield layer, backward


def _y(module: Module, row: int) -> float:
    return TOP + row * (module.shown * UNIT + BETWEEN)


def _row(module: Module, k: int, row: tuple[int, bool], columns: list[tuple[float, int]], mode: int) -> Iterator[str]:
    (layer, backward), y = row, _y(module, k)
    middle = y + module.shown * UNIT / 2 + 4
    yield _text(4, middle, f"layer {layer + 1} {'←' if backward else '→' if module.bidirectional else ''}", "start")
    for x, step in columns:
        yield from [_text(x, middle, "…")] if step == GAP else _units(x, y, module.shown, HUES["hidden"][mode], mode)
    for (left, one), (right, other) in zip(columns, columns[1:], strict=False):
        ends = [left + (5 if one == GAP else BOX / 2) + 5, right - (5 if other == GAP else BOX / 2) - 5]
        start, end = reversed(ends) if backward else ends
        yield _arrow(start, end, middle - 4, MUTED[mode])


def _inputs(module: Module, row: int, columns: list[tuple[float, int]], mode: int) -> Iterator[str]:
    y = _y(module, row)
    below = y + module.n * UNIT + 14
    yield _text(4, y + module.n * UNIT / 2 + 4, "input", "start")
    yield _text(4, below, "step", "start")
    for x, step in columns:
        yield from [] if step == GAP else _units(x, y, module.n, HUES["input"][mode], mode)
        yield _text(x, below, "…" if step == GAP else str(step + 1))


def _units(x: float, y: float, count: int, colour: str, mode: int) -> Iterator[str]:
    """Return a box of units, one above the other."""
    for k in range(count):
        yield (
            f'<rect x="{x - BOX / 2:.1f}" y="{y + k * UNIT:.1f}" width="{BOX}" height="{UNIT}" fill="{colour}" '
            f'fill-opacity="0.35" stroke="{BACKGROUND[mode]}" stroke-width="1"/>'
        )


def _output_frame(module: Module, columns: list[tuple[float, int]], mode: int) -> Iterator[str]:
    """Return the frame of output: the top layer, all its directions, at every step."""
    left, right = columns[0][0] - BOX / 2 - 8, columns[-1][0] + BOX / 2 + 8
    bottom = _y(module, module.directions - 1) + module.shown * UNIT + 7
    yield _frame(left, TOP - 9, right - left, bottom - TOP + 9, HUES[OUTPUT][mode], "")
    yield _text((left + right) / 2, TOP - 15, "output", colour=HUES[OUTPUT][mode])


def _state_frames(module: Module, columns: list[tuple[float, int]], mode: int) -> Iterator[str]:
    """Return the frames of h_n, each with its row: the last column of what reads forward, the first of the other."""
    colour = HUES[LAST][mode]
    for k, (layer, backward) in enumerate(_rows(module)):
        x, y = columns[0 if backward else -1][0], _y(module, k)
        yield _frame(x - BOX / 2 - 4, y - 4, BOX + 8, module.shown * UNIT + 8, colour, "4 3")
        row = module.directions * layer + backward
        yield _text(WIDTH - 2, y + module.shown * UNIT / 2 + 4, f"h_n[{row}]", "end", colour)


def _frame(x: float, y: float, width: float, height: float, colour: str, dashes: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="4" fill="none" '
        f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'
    )


def _arrow(start: float, end: float, y: float, colour: str) -> str:
    """Return an arrow along a row, to the right or to the left."""
    back = 4 if end > start else -4
    return (
        f'<path d="M{start:.1f} {y:.1f}L{end:.1f} {y:.1f}M{end - back:.1f} {y - 3:.1f}L{end:.1f} {y:.1f}'
        f'L{end - back:.1f} {y + 3:.1f}" fill="none" stroke="{colour}"/>'
    )


def _text(x: float, y: float, label: str, align: str = "middle", colour: str = "") -> str:
    fill = f' fill="{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{align}"{fill}>{label}</text>'
