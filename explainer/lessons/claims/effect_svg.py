"""The small drawing of a verdict as SVG: every seed of each comparison as a point, mean, interval, and the bound."""

import base64
from collections.abc import Iterator
from html import escape

import numpy as np

from explainer.cells.palette import BACKGROUND, FOREGROUND, GRID_LINE, HUES, MUTED
from explainer.inputs.sequence import counted
from explainer.lessons.claims.claim import Rule
from explainer.lessons.claims.scale import Scale, bounds, scale_of
from explainer.lessons.claims.sentences import of_bound, of_outcome, short
from explainer.lessons.claims.verdict import Outcome, Verdict
from explainer.lessons.claims.words import VERDICTS

WIDTH, PLOT, ROW, NAME, FOOT = 336, 158, 17, 15, 16
LETTERS = 46  # of a comparison's name; a longer one is cut
MOST = 4  # comparisons that are drawn
SIDES = {"holds": "holds", "fails": "does not hold", "undecided": "undecided"}


def effect_html(rule: Rule, verdict: Verdict, mode: int = 0) -> str:
    """Return the drawing as an image with a text for screen readers; "" where there is nothing to draw."""
    drawn = effect_svg(rule, verdict, mode)
    if not drawn:
        return ""
    image = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img class="gs-effect" src="data:image/svg+xml;base64,{image}" alt="{escape(describe(rule, verdict))}" '
        f'width="{WIDTH}">'
    )


def effect_svg(rule: Rule, verdict: Verdict, mode: int = 0) -> str:
    """Return the drawing in the colours of a theme, 0 light or 1 dark; "" where there is nothing to draw."""
    shown = verdict.outcomes[:MOST]
    if not shown:
        return ""
    scale, rest = scale_of(rule, verdict), len(verdict.outcomes) - len(shown)
    height = len(shown) * (NAME + ROW) + FOOT
    parts = [*_bounds(rule, scale, height - FOOT, mode)]
    for k, outcome in enumerate(shown):
        parts += _outcome(outcome, scale, k * (NAME + ROW), mode)
    if rest:
        parts.append(_text(WIDTH, height - 4, f"and {rest} more", "end", MUTED[mode]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-size="11" font-family="sans-serif" fill="{FOREGROUND[mode]}">{"".join(parts)}</svg>'
    )


def describe(rule: Rule, verdict: Verdict) -> str:
    """Describe the drawing for those who cannot see it."""
    lines = "; ".join(map(of_outcome, verdict.outcomes))
    return f"{counted(verdict.seeds, 'seed')}. It holds where the number is {of_bound(rule)}. {lines}."


def _bounds(rule: Rule, scale: Scale, height: float, mode: int) -> Iterator[str]:
    """Return a dashed line at each bound, with its number below; both numbers only where they do not overlap."""
    places = [(bound, PLOT * float(scale.share(bound))) for bound in bounds(rule)]
    apart = len(places) == 1 or places[1][1] - places[0][1] > 46
    for bound, x in places:
        yield f'<path d="M{x:.1f} {NAME - 3}V{height}" stroke="{MUTED[mode]}" stroke-dasharray="2 2" fill="none"/>'
        if apart or bound > 0:
            label = short(bound) if apart else f"±{short(bound)}"
            yield _text(min(max(x, 4 + 3.2 * len(label)), PLOT - 14), height + 12, label, "middle", MUTED[mode])


def _outcome(outcome: Outcome, scale: Scale, top: float, mode: int) -> Iterator[str]:
    colour, y = _colour(outcome, mode), top + NAME + ROW / 2
    found = outcome.interval
    low, mean, high = (PLOT * float(scale.share(one)) for one in (found.low, found.mean, found.high))
    yield _text(0, top + 11, _cut(outcome.comparison.name), "start", MUTED[mode], BACKGROUND[mode])
    yield f'<path d="M0 {y}H{PLOT}" stroke="{GRID_LINE[mode]}"/>'
    yield (
        f'<path d="{"".join(_points(outcome, scale, y))}" stroke="{colour}" stroke-width="4" stroke-linecap="round" '
        'stroke-opacity=".5" fill="none"/>'
    )
    yield f'<path d="M{low:.1f} {y}H{max(high, low + 0.1):.1f}" stroke="{colour}" stroke-width="2.5"/>'
    yield f'<path d="M{mean:.1f} {y - 6}v12" stroke="{colour}" stroke-width="2.5"/>'
    mark = VERDICTS[SIDES[outcome.side]].mark
    numbers = f"{short(found.mean)} [{short(found.low)}, {short(found.high)}]"
    yield _text(PLOT + 8, y + 4, f"{mark} {numbers}", "start")


def _points(outcome: Outcome, scale: Scale, y: float) -> Iterator[str]:
    """Return each seed as a line of no length, whose round ends are a point; neighbours at different heights."""
    places = PLOT * scale.share(np.asarray(outcome.numbers))
    for k, x in enumerate(places):
        yield f"M{x:.1f} {y + (-3, 0, 3)[k % 3]:g}h0"


def _colour(outcome: Outcome, mode: int) -> str:
    role = VERDICTS[SIDES[outcome.side]].role
    return HUES[role][mode] if role else MUTED[mode]


def _cut(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


def _text(x: float, y: float, label: str, align: str, colour: str = "", ground: str = "") -> str:
    """Return a text; where there is a ground it covers what lies below the letters."""
    fill = f' fill="{colour}"' if colour else ""
    fill += f' stroke="{ground}" stroke-width="3" paint-order="stroke"' if ground else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{align}"{fill}>{escape(label)}</text>'
