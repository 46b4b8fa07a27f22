"""A pair as HTML: the source, the states that are handed over, and what the decoder reads and writes at each step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from explainer.cells.palette import MUTED, NEGATIVE, POSITIVE
from explainer.cells.primitives import Array
from explainer.figures.downsample import downsample
from explainer.figures.number_format import decimals
from explainer.figures.written_text import background
from explainer.inputs.sequence import VISIBLE, counted

GROUPS = "display: flex; flex-wrap: wrap; gap: 0.8rem 2rem; align-items: flex-start; margin: 0.4rem 0"
HEADING = "font-size: 0.85rem; font-weight: 600; margin: 0 0 0.2rem"
ROW = "display: flex; flex-wrap: wrap; gap: 0.35rem 2px; align-items: flex-start"
STACK = "display: flex; flex-direction: column; align-items: center; min-width: 1.95rem"
LETTER = (
    "display: block; width: 100%; line-height: 1.6rem; text-align: center; border-radius: 3px; color: inherit; "
    "font-weight: 600; font-family: monospace; font-size: 1.05rem; text-decoration: "
)
SMALL = "font-size: 0.78rem; font-variant-numeric: tabular-nums; white-space: pre; color: "
HEIGHTS = (1.2, 1.6, 1.2)  # rem: of what was read, the letter, and the probability
COLUMN = "width: 1.2rem; height: 4.4rem; border: 1px solid "
LABELS = ("reads", "writes", "probability")
HANDED_OVER = "handed over"
MOST_BANDS = 128  # of a column; more units are averaged


@dataclass(frozen=True)
class Step:
    """One symbol, a link with a shade from −1 to 1, NaN for none; `about` says in words what is known about it.

    Above it stands what was read, `read`, and below it `probability`, where its half has labels for them.
    """

    symbol: str
    link: str
    about: str
    shade: float
    read: str = ""
    probability: str = ""
    is_right: bool = True


@dataclass(frozen=True)
class Half:
    """Some steps under a heading, shaded in the hue of a role, or by their signs where that is ""."""

    heading: str
    steps: Sequence[Step]
    role: str = ""
    labels: Sequence[str] = ()


def as_html(source: Half, states: Mapping[str, Array], written: Iterable[Half], mode: int = 0) -> str:
    """Return the source, the states (m,) by name, and what was written; `mode` is 0 for the light theme, 1 for dark."""
    handed = _group(HANDED_OVER, [_state(name, values, mode) for name, values in states.items()])
    groups = [_half(source, mode), handed, *(_half(half, mode) for half in written)]
    return f'<div class="gs-pair" style="{GROUPS}">{"".join(groups)}</div>'


def _half(half: Half, mode: int) -> str:
    labels = [_small(text, mode, height) for text, height in zip(half.labels, HEIGHTS, strict=False)]
    return _group(
        half.heading, [*([_stack(labels)] if labels else []), *(_step(step, half, mode) for step in half.steps)]
    )


def _group(heading: str, stacks: Iterable[str]) -> str:
    name = escape(heading)
    return (
        f'<div role="group" aria-label="{name}"><div style="{HEADING}">{name}</div>'
        f'<div style="{ROW}">{"".join(stacks)}</div></div>'
    )


def _stack(parts: Iterable[str]) -> str:
    return f'<div style="{STACK}">{"".join(parts)}</div>'


def _small(text: str, mode: int, height: float = HEIGHTS[0]) -> str:
    style = f"{SMALL}{MUTED[mode]}; height: {height}rem; line-height: {height}rem"
    return f'<span style="{style}">{escape(VISIBLE.get(text, text))}</span>'


def _step(step: Step, half: Half, mode: int) -> str:
    line, colour = "none" if step.is_right else "line-through", background(step.shade, half.role, mode)
    about = escape(step.about)
    letter = (
        f'<a href="{escape(step.link)}" title="{about}" aria-label="{about}" '
        f'style="{LETTER}{line}; background: {colour}">{escape(VISIBLE.get(step.symbol, step.symbol))}</a>'
    )
    if not half.labels:
        return _stack([letter])
    return _stack([_small(step.read, mode), letter, _small(step.probability, mode)])


def _state(name: str, values: Array, mode: int) -> str:
    """Return a state (m,) as one column with a band for each unit, the first unit at the top."""
    bands = downsample(values[None], 1, MOST_BANDS)[0][0]
    shares = bands / (float(np.abs(bands).max()) or 1.0)
    edges = [f"{100 * k / len(bands):.3f}%" for k in range(len(bands) + 1)]
    stops = [f"{_signed(share, mode)} {edges[k]} {edges[k + 1]}" for k, share in enumerate(shares.tolist())]
    low, high = decimals(float(values.min())), decimals(float(values.max()))
    about = escape(f"{name}: {counted(len(values), 'unit')} from {low} to {high}")
    column = f"{COLUMN}{MUTED[mode]}; background: linear-gradient({', '.join(stops)})"
    return _stack([_small(name, mode), f'<div role="img" title="{about}" aria-label="{about}" style="{column}"></div>'])


def _signed(share: float, mode: int) -> str:
    colour = (POSITIVE if share > 0 else NEGATIVE)[mode]
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {abs(share):.3f})"
