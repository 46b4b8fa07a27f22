"""What the brush receives: a text, the values of one unit along it, the span and the other spans like it."""

from typing import Any
from urllib.parse import urlencode

import numpy as np

from explainer.cells import palette
from explainer.cells.primitives import Array
from explainer.inputs.symbols import UNKNOWN
from explainer.numerics.loaded_weights import TRAINED
from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.brush import Brush
from explainer.tasks.held_out_text import HeldOutText
from explainer.tasks.unit_finder import UnitFinder
from explainer.tasks.unit_values import Unit
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours


def payload(
    finder: UnitFinder, weights: Checkpoint, unit: int, found: Brush, feature: Array | None, feature_name: str
) -> bytes:
    """Return a text coloured by one unit, with a brushed span; tokens where a feature of 0 and 1 is on are marked."""
    text, shown = finder.text, finder.read.units[unit]
    values = finder.read.values[:, unit].astype(np.float64)
    marks = feature if feature is not None and set(np.unique(feature)) <= {0.0, 1.0} else np.zeros(len(values))
    header = {
        "tokens": text.labels, "before": between(text), "starts": text.starts, "noun": text.unit,
        "name": finder.read.labels[unit], **_colouring(shown, values), "marked": feature_name if marks.any() else "",
        "span": found.span, "others": [[one.start, one.stop, one.on] for one in found.others],
        "units": len(found.units), "link": stage_link(weights, shown), "unknown": UNKNOWN, **component_colours(),
    }  # fmt: skip
    return pack(header, {"values": values[None], "marks": marks[None]})


def between(text: HeldOutText) -> list[str]:
    """Return what is written before each token: nothing, a space, or a line end before another sequence."""
    stops = [0, *text.places[:-1, 1].tolist()]
    return [text.joined[stop:start] for stop, start in zip(stops, text.places[:, 0].tolist(), strict=True)]


def stage_link(weights: Checkpoint, unit: Unit) -> str:
    """Return the link to the stage with these weights, at a unit; the browser appends the text and the step."""
    fixed = {"start": TRAINED, "run": weights.run, "at": weights.step, "of": weights.seed_number,
             "unit": unit.number + 1, "layer": unit.layer + 1, "input": "text"}  # fmt: skip
    return f"/cell?{urlencode(fixed)}&symbols="


def _colouring(unit: Unit, values: Array) -> dict[str, Any]:
    """Return the colours of a unit's values and their limits: those of a gate, or centred on 0."""
    if unit.is_gate:
        return {"colours": palette.ramp(unit.role), "limits": [0.0, 1.0]}
    limit = float(max(np.abs(values).max(), 1e-6))
    return {"colours": palette.diverging(), "limits": [-limit, limit]}
