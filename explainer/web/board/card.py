"""A card of the board: one figure with its sentences, its table and what moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict


@dataclass(frozen=True)
class Card:
    """One figure of the board, with a sentence per unit (or one for all).

    `follows` says which axis ("x" or "y") is the step ("t") and which the unit, and whether points are units.
    `names` are the values behind the figure; `table` replaces them where the figure shows measures of values. Where
    there is a `text`, its coloured tokens are shown in place of the figure.
    """

    key: str
    title: str
    figure: FigureDict
    sentences: list[str]
    follows: dict[str, Any]
    names: list[str] = field(default_factory=list)
    letter: str = ""
    role: str = ""
    height: int = 210
    wide: bool = False
    table: dict[str, Any] | None = None
    text: dict[str, Any] | None = None


def card_json(card: Card, numbers: Mapping[str, Array], stem: str) -> dict[str, Any]:
    """Return a card as data for the browser; numbers that are sent as arrays are left out of its figure."""
    left_out = ("z", "y")
    data = [
        {key: value for key, value in trace.items() if key not in left_out} if trace.get("meta") in numbers else trace
        for trace in card.figure["data"]
    ]
    fields = {key: value for key, value in card.__dict__.items() if key != "figure"}
    return fields | {"figure": card.figure | {"data": data}, "file": f"{stem}-{card.key}"}
