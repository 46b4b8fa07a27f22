"""The board of gradients: several cells backward under one cursor, as cards, numbers and facts for the browser."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells import palette
from explainer.cells.memory import carried, keep_paths
from explainer.cells.primitives import Array
from explainer.figures import gradient_figures, gradient_sentences
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import Felt
from explainer.torch_models.view_limits import of_crossing
from explainer.web.board.payload import Card, pack

Weight = tuple[str, int]
"""A parameter of the first cell and one of its columns, from 0; −1 for a vector."""


def payload(felts: Sequence[Felt], sequence: Input, place: Mapping[str, int], weight: Weight, stretch: bool) -> bytes:
    """Return everything the board needs; the first cell is the one that is looked into."""
    found = measured(felts, weight, stretch)
    cards = [*(_reach(felt, found, sequence.visible) for felt in felts),
             *_inside(felts[0], found, weight, sequence.visible)]  # fmt: skip
    numbers = {name: np.atleast_2d(array) for table in found.values() for name, array in table.items()}
    numbers |= {"x": sequence.x.T} | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})
    header = {
        "page": "gradients", "cursor": dict(place), "units": felts[0].run.layer.m, "layer": 1,
        "labels": sequence.visible, "channels": sequence.channels, "kind": sequence.kind,
        "hues": {name: pair[0] for name, pair in palette.HUES.items()}, "dark": palette.dark_of(),
        "cards": [card.__dict__ | {"file": f"gradients-{card.key.lower()}"} for card in cards],
        "maps": [_map(name, lengths) for name, lengths in found["connectivity"].items()],
        "shown": next(iter(found["connectivity"])), "facts": _facts(felts, found["crossing"]),
        "bands": [[name, top if np.isfinite(top) else None] for name, top in gradient_flow.BANDS.items()],
    }  # fmt: skip
    return pack(header, numbers)


def measured(felts: Sequence[Felt], weight: Weight, stretch: bool) -> dict[str, dict[str, Array]]:
    """Return all that is drawn, by figure and by name: (T,) each, and (rows, T) for the weight's terms."""
    first = felts[0]
    lines = [line.name for line in first.run.program.cell.equations if line.role != "sum"]
    return {
        "reach": {
            f"{felt.name} left of dL/dh": gradient_flow.relative(gradient_flow.norms(felt.values("h")))
            for felt in felts
        },
        "connectivity": {f"connectivity {felt.name}": gradient_flow.connectivity(felt.gradients) for felt in felts},
        "crossing": {} if of_crossing(first.run.layer.m, len(first.trace.x), stretch) else crossing(first, stretch),
        "paths": {"over the belt alone": gradient_flow.shares(first.top)},
        "gates": {f"|dL/d{name}|": gradient_flow.norms(first.values(name)) for name in lines},
        "terms": {"terms": owed(first, weight)},
    }


def crossing(felt: Felt, stretch: bool = False) -> dict[str, Array]:
    """Return what crosses time, (T,) each: the product of what keeps, and how far each state's change reaches."""
    state = carried(felt.run.program)
    curves = {}
    if state:
        left = gradient_flow.kept(felt.run, state)
        path = keep_paths(felt.run.program, state)
        name = path[0][0] if len(path) == 1 and len(path[0]) == 1 else "keep"
        curves[f"product of {name}"] = (
            np.abs(left).max(axis=1) if stretch else gradient_flow.norms(left) / np.sqrt(left.shape[1])
        )
    reached = gradient_flow.reached(felt.run, stretch)
    return curves | {f"d{one}_T/d{one}_t": reached[one] for one in reversed(reached)}


def owed(felt: Felt, weight: Weight) -> Array:
    """Return what each step adds to one column of a weight's gradient, (rows, T)."""
    terms = felt.top.terms(weight[0])
    return (terms[:, :, weight[1]] if terms.ndim == 3 else terms).T


def _reach(felt: Felt, found: Mapping[str, Mapping[str, Array]], labels: Sequence[str]) -> Card:
    name = f"{felt.name} left of dL/dh"
    return Card(
        f"reach-{felt.name}", f"{felt.name}: what is left of dL/dh",
        gradient_figures.bars(found["reach"][name], labels),
        [gradient_sentences.of_reach(felt, labels)], {"t": "x"}, [name], height=250,
    )  # fmt: skip


def _inside(felt: Felt, found: Mapping[str, Mapping[str, Array]], weight: Weight, labels: Sequence[str]) -> list[Card]:
    curves, lengths, terms = found["crossing"], found["gates"], found["terms"]["terms"]
    (split,) = found["paths"].values()
    hues = [line.role for line in felt.run.program.cell.equations if line.role != "sum"]
    name = f"{weight[0]}{'' if weight[1] < 0 else f', column {weight[1] + 1}'}"
    return [
        *([Card("crossing", f"{felt.name}: what crosses time", gradient_figures.remembering(curves, labels),
                [gradient_sentences.of_remembering(felt, curves)], {"t": "x"}, list(curves), height=300, wide=True)]
          if curves else []),
        Card("paths", f"{felt.name}: over which way it arrives", gradient_figures.paths(split, labels),
             [gradient_sentences.of_paths(felt, split, labels)], {"t": "x"}, list(found["paths"]), height=250),
        Card("gates", f"{felt.name}: what each value feels", gradient_figures.gates(lengths, hues, labels),
             [gradient_sentences.of_gates(lengths, labels)], {"t": "x"}, list(lengths), height=250),
        Card("terms", f"{felt.name}: what each step adds to dL/d{name}", gradient_figures.terms(terms, labels),
             gradient_sentences.of_terms(terms, *weight, labels), {"t": "x"}, ["terms"], height=250),
    ]  # fmt: skip


def _map(name: str, lengths: Array) -> dict[str, Any]:
    """Return how the sequence is painted by what each input moves."""
    most = float(np.max(np.where(np.isfinite(lengths), lengths, 0.0))) or 1.0
    return {"name": name, "title": "how each input moves the loss",
            "colours": palette.ramp("hidden"), "limits": [0.0, most]}  # fmt: skip


def _facts(felts: Sequence[Felt], curves: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Return the rows of what is measured at the cursor's step."""
    left = [_fact(f"{felt.name} left of dL/dh", "of what it is where the loss is read last", True) for felt in felts]
    ways = [_fact(name, f"{felts[0].name}, from this step to the last", True) for name in curves]
    moves = [_fact(f"connectivity {felt.name}", "how much what is read here moves the loss", False) for felt in felts]
    return left + ways + moves


def _fact(name: str, about: str, banded: bool) -> dict[str, Any]:
    return {"name": name, "label": name, "about": about, "banded": banded}
