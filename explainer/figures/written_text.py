"""A written text as HTML: each token is a link, coloured by a number from −1 to 1, with its value as a tooltip."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from explainer.cells.palette import HUES, NEGATIVE, POSITIVE
from explainer.cells.primitives import Array
from explainer.figures.number_format import digits
from explainer.inputs.sequence import VISIBLE

STRONGEST = 0.42  # opacity: text on it keeps a contrast of 4.5 to 1
STYLE = "font-family: monospace; font-size: 1.05rem; line-height: 1.9; white-space: pre-wrap; overflow-wrap: anywhere"


@dataclass(frozen=True, eq=False)
class Colouring:
    """What colours the tokens: its name, one value per token, NaN for none, and the role of a gate, "" if signed."""

    name: str
    values: Array
    role: str = ""

    @property
    def shades(self) -> Array:
        """The values as a share of the largest, from −1 to 1; gates and probabilities as they are."""
        if self.role:
            return self.values
        limit = float(np.nanmax(np.abs(self.values), initial=0.0))
        return self.values / limit if limit > 0 else self.values


def as_html(tokens: Sequence[str], colouring: Colouring, links: Sequence[str], prefix: int, mode: int = 0) -> str:
    """Return the text; the first `prefix` tokens are underlined. `mode` is 0 for the light theme, 1 for the dark."""
    rows = zip(tokens, colouring.values, colouring.shades, links, strict=True)
    spans = [_span(token, value, shade, link, colouring, k < prefix, mode)
             for k, (token, value, shade, link) in enumerate(rows)]  # fmt: skip
    return f'<p class="gs-written" style="{STYLE}">{"".join(spans)}</p>'


def _span(token: str, value: float, shade: float, link: str, colouring: Colouring, underlined: bool, mode: int) -> str:
    about = f"“{VISIBLE.get(token, token)}”" + ("" if np.isnan(value) else f": {colouring.name} {digits(float(value))}")
    shown = f"{VISIBLE[token]}\n" if token == "\n" else token
    line = "underline" if underlined else "none"
    return (
        f'<a href="{escape(link)}" title="{escape(about)}" style="color: inherit; text-decoration: {line}; '
        f'border-radius: 2px; background: {background(float(shade), colouring.role, mode)}">{escape(shown)}</a>'
    )


def background(shade: float, role: str, mode: int) -> str:
    """Return the CSS background of a share from −1 to 1: in the hue of a role, or by its sign where that is ""."""
    if np.isnan(shade):
        return "none"
    colour = HUES[role][mode] if role else (POSITIVE if shade > 0 else NEGATIVE)[mode]
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {STRONGEST * min(1.0, abs(shade)):.3f})"


def sentence(probabilities: Array, prefix: int, symbols: int) -> str:
    """Say how sure the network was of what it wrote: the mean probability, and that of a blind guess."""
    mine = probabilities[prefix:]
    if not len(mine):
        return "Nothing is written yet."
    return (
        f"The network gave what it wrote a probability of {np.exp(np.log(mine).mean()):.2f} per token on average "
        f"(geometric mean); a blind guess among {symbols} has {1 / symbols:.2g}."
    )
