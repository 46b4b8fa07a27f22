"""The curves of an exercise as SVG: inside a page to print, or as a picture for the screen."""

import base64
from collections.abc import Sequence
from html import escape

from explainer.lessons.exercises.exercise import Curves
from explainer.lessons.exercises.sheet_parts import Translate

DASHES = ("", "7 4", "1.5 3.5")  # so that curves are told apart without colour
WIDTH, HEIGHT, LEFT, RIGHT, BELOW = 500, 190, 40, 70, 34  # of a picture in px, and what axes and letters take
STYLE = (
    "text { font: 11px 'Helvetica Neue', Arial, sans-serif; fill: currentColor; } "
    ".name { font-size: 14px; font-weight: bold; } "
    ".curve { fill: none; stroke: currentColor; stroke-width: 1.8; } .axis { fill: none; stroke: currentColor; } "
    ".grid { stroke: currentColor; opacity: .2; }"
)


def curves_html(picture: Curves, translate: Translate, ink: str = "") -> str:
    """Return the curves as part of a page, in the colour of its text; with `ink`, a colour, as a picture by itself."""
    if not ink:
        return curves_svg(picture, translate)
    data = base64.b64encode(curves_svg(picture, translate, ink).encode()).decode()
    label = escape(curves_label(picture, translate))
    return f'<img class="curves" alt="{label}" src="data:image/svg+xml;base64,{data}">'


def curves_label(picture: Curves, translate: Translate) -> str:
    """Return what a screen reader says of the picture: every curve with every fifth value."""
    values = (", ".join(f"{value:.2f}" for value in curve[::5]) for curve in picture.curves.values())
    every_fifth = "; ".join(f"{letter}: {text}" for letter, text in zip(picture.curves, values, strict=True))
    return f"{translate(picture.up)}, {translate(picture.across)} 1, 6, 11 …: {every_fifth}"


def curves_svg(picture: Curves, translate: Translate, ink: str = "inherit") -> str:
    """Draw the curves, each with its own dashes, so that they are told apart without colour."""
    top = max(1.0, *(max(curve) for curve in picture.curves.values()))
    steps = max(len(curve) for curve in picture.curves.values())
    lines = "".join(
        _curve(place, letter, curve, steps, top) for place, (letter, curve) in enumerate(picture.curves.items())
    )
    label = escape(curves_label(picture, translate))
    return (
        f'<svg class="curves" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{label}" style="color: {ink}"><style>{STYLE}</style>'
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
