"""The links: what may stand in a page's address, and a sentence for each thing in it that may not."""

from collections.abc import Iterable, Mapping

from explainer.cells import CELLS
from explainer.inputs.gallery import GALLERY
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.text import MOST_TYPED, UNITS
from explainer.setup import KEEP_BIASES, MOST_LAYERS, MOST_SEED, MOST_UNITS, starts_of
from explainer.stories import STORIES

CURSOR = ("t", "unit")
INPUTS = ("text", "numbers", "file", *GALLERY)
RANGES = {"m": (1, MOST_UNITS), "layers": (1, MOST_LAYERS), "layer": (1, MOST_LAYERS), "seed": (0, MOST_SEED),
          "scale": (0.1, 8.0), "t": (1, 500), "unit": (1, MOST_UNITS)}  # fmt: skip
CHOICES: dict[str, Iterable[str]] = {
    "cell": CELLS, "input": INPUTS, "by": UNITS, "scaling": SCALINGS, "keep": KEEP_BIASES,
    "start": [*starts_of(""), *STORIES],
}  # fmt: skip


def complaints(link: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry of a link that cannot be used."""
    return [sentence for key, value in link.items() if (sentence := _complaint(key, value[: MOST_TYPED + 1]))]


def place(link: Mapping[str, str], t: int = 0) -> dict[str, int]:
    """Return the cursor of a link, counted from 0; where it says nothing of use, step t and the first unit."""
    usable = {key for key in CURSOR if key in link and not _complaint(key, link[key])}
    return {key: int(link[key]) - 1 if key in usable else other for key, other in (("t", t), ("unit", 0))}


def _complaint(key: str, value: str) -> str:
    shown = value if len(value) <= 30 else f"{value[:27]}…"
    if key in CHOICES and value not in CHOICES[key]:
        return f"The link asks for {key} “{shown}”, which does not exist; there are {', '.join(CHOICES[key])}."
    if key in RANGES:
        low, high = RANGES[key]
        number = _number(value)
        if number is None or not low <= number <= high or (isinstance(low, int) and number != int(number)):
            kind = "a whole number" if isinstance(low, int) else "a number"
            return f"The link asks for {key} = “{shown}”; {kind} from {low} to {high} would be right."
    return ""


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
