"""The payload: a run as cards, equations and numbers, packed into one block of bytes for the browser."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explainer.cells import formula, palette
from explainer.cells.expression import role
from explainer.cells.memory import carried
from explainer.cells.primitives import Array
from explainer.figures import trace_figures, trace_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace

TALLEST = 112  # units beyond 16 that still make a map higher
MOST_PARAMS = 2**19  # numbers of a layer that travel to the browser; beyond, the products that they make
SIGNED = ("new", "memory", "hidden")


@dataclass(frozen=True)
class Card:
    """One figure of the board: its picture, a sentence per unit (or one), and what moves it.

    `follows` says which axis ("x" or "y") carries the step ("t") and which the unit, and whether points are
    units. `names` are the values behind it; `table` stands in where they are measures.
    """

    key: str
    title: str
    figure: trace_figures.Picture
    sentences: list[str]
    follows: dict[str, Any]
    names: list[str] = field(default_factory=list)
    letter: str = ""
    role: str = ""
    height: int = 210
    wide: bool = False
    table: dict[str, Any] | None = None


def cards(run: LayerTrace, labels: tuple[str, ...]) -> list[Card]:
    """Return the cards of one layer's run, in reading order."""
    gates = measures.gates(run)
    signed = [line.name for line in run.program.cell.equations if line.role in SIGNED]
    limits = _limits(run, signed)
    return [
        *(
            _map(run, name, trace_figures.gate_map(run, name, labels), trace_sentences.of_gate(run, name, labels))
            for name in gates
        ),
        *(
            _map(
                run,
                name,
                trace_figures.state_map(run, name, limits[name], labels),
                trace_sentences.of_state(run, name, labels),
            )
            for name in signed
        ),
        _lines(run, labels),
        *([_saturation(run)] if gates else []),
        *([_half_lives(run)] if measures.keep_per_step(run) is not None else []),
    ]


def _limits(run: LayerTrace, names: list[str]) -> dict[str, float]:
    """Return each signed map's limit: one for all but the memory, which may grow far beyond what is made of it."""
    memory = {name for name in names if run.program.equation(name).role == "memory"}
    groups = [memory, set(names) - memory]
    return {name: trace_figures.common_limit(run, sorted(group)) for group in groups for name in group}


def arrays(run: LayerTrace, sequence: Sequence) -> dict[str, Array]:
    """Return the numbers that the board needs, by name: (units, T) over time, (m, k) for parameters."""
    states, below = run.program.cell.state, run.program.below
    drawn = {line.name for line in run.program.cell.equations}
    drawn |= {f"{state}_prev" for state in states} | {f"{state}_below" for state in below}
    lines = formula.view(run.program)["lines"]
    written = {piece["v"] for line in lines for piece in line["numbers"] if piece.get("v") in run.values}
    params = dict(run.layer.params)
    if sum(array.size for array in params.values()) > MOST_PARAMS:
        params = {name: array for name, array in params.items() if array.ndim == 1}
        written |= {step.name for step in run.program.steps if step.op == "matmul"}
    over_time = {name: run.values[name].T for name in ["x", *sorted((drawn | written) - {"x"})]}
    return over_time | params | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})


def payload(
    run: LayerTrace,
    sequence: Sequence,
    page: str,
    place: Mapping[str, int],
    layer: int = 1,
    first: list[Card] | None = None,
    glance: bool = False,
) -> bytes:
    """Return everything the board needs for one layer's run; place holds t and unit, from 0; layers count from 1.

    `first` are cards that stand before the run's own, of which a glance has only those of gates and states.
    """
    numbers = arrays(run, sequence)
    own = [card for card in cards(run, sequence.visible) if card.names == [card.key] or not glance]
    stem = f"{run.program.cell.name.lower()}-layer{layer}"
    header = {
        "page": page, "cursor": dict(place), "units": run.layer.m, "layer": layer,
        "labels": sequence.visible, "channels": sequence.channels, "kind": sequence.kind,
        "formulas": formula.view(run.program),
        "holds": [[hold.name, hold.since, hold.unit] for hold in run.layer.holds],
        "hues": {name: pair[0] for name, pair in palette.HUES.items()}, "dark": palette.dark_of(),
        "cards": [_as_json(card, numbers, stem) for card in [*(first or []), *own]],
        "maps": _maps(run), "shown": carried(run.program) or "h",
    }  # fmt: skip
    return pack(header, numbers)


def pack(header: dict[str, Any], numbers: Mapping[str, Array]) -> bytes:
    """Pack a header and arrays: 4 bytes of length, JSON, then each array as float64 rows."""
    shapes = [(name, len(array), array.shape[1] if array.ndim > 1 else 1) for name, array in numbers.items()]
    text = json.dumps(header | {"arrays": shapes}, allow_nan=False).encode()
    blocks = [np.ascontiguousarray(array, dtype="<f8").tobytes() for array in numbers.values()]
    return b"".join([struct.pack("<I", len(text)), text, *blocks])


def _map(run: LayerTrace, name: str, figure: trace_figures.Picture, words: list[str]) -> Card:
    line = run.program.equation(name)
    alone = sum(one.role in (*measures.GATES, *SIGNED) for one in run.program.cell.equations) == 1
    return Card(
        name, _short(line.about), figure, words, {"t": "x", "unit": "y"}, [name], name, line.role, _height(run), alone
    )


def _lines(run: LayerTrace, labels: tuple[str, ...]) -> Card:
    names = [line.name for line in run.program.cell.equations if line.role != "sum"]
    figure = trace_figures.unit_lines(run, 0, labels)
    return Card(
        "lines",
        "one unit over time",
        figure,
        trace_sentences.of_lines(run, labels),
        {"t": "x"},
        names,
        height=330,
        wide=True,
    )


def _saturation(run: LayerTrace) -> Card:
    rows = [
        [name, u + 1, float(low), float(high)]
        for name in measures.gates(run)
        for u, (low, high) in enumerate(zip(*measures.saturation(run.values[name]), strict=True))
    ]
    table = {"columns": ["gate", "unit", "share of time below 0.1", "share of time above 0.9"], "rows": rows}
    words = [trace_sentences.of_saturation(run)]
    return Card(
        "saturation", "saturation", trace_figures.saturation(run), words, {"points": True}, height=290, table=table
    )


def _half_lives(run: LayerTrace) -> Card:
    keep = measures.keep_per_step(run)
    figure = trace_figures.half_lives(run)
    assert keep is not None and figure is not None
    lives = measures.half_life(keep)
    rows = [
        [u + 1, float(k), float(life) if np.isfinite(life) else "∞"]
        for u, (k, life) in enumerate(zip(keep, lives, strict=True))
    ]
    table = {"columns": ["unit", "kept per step", "half-life in steps"], "rows": rows}
    return Card(
        "half-lives",
        "half-life",
        figure,
        trace_sentences.of_half_lives(run),
        {"unit": "x"},
        height=290,
        table=table,
    )


def _short(about: str) -> str:
    return about.split(":")[0].split(",")[0]


def _height(run: LayerTrace) -> int:
    return 190 + 4 * min(max(0, run.layer.m - 16), TALLEST)


def _maps(run: LayerTrace) -> list[dict[str, Any]]:
    """Return what the text can be coloured by: each gate and signed value, with its map and limits."""
    gates = measures.gates(run)
    rows = []
    for line in run.program.cell.equations:
        if line.role == "sum":
            continue
        limit = trace_figures.common_limit(run, [line.name])
        gate = line.name in gates
        colours = palette.ramp(role(run.program, line.name)) if gate else palette.signed()
        rows.append(
            {
                "name": line.name,
                "title": _short(line.about),
                "colours": colours,
                "limits": [0, 1] if gate else [-limit, limit],
            }
        )
    return rows


def _as_json(card: Card, numbers: Mapping[str, Array], stem: str) -> dict[str, Any]:
    """Return a card as data; numbers that travel anyway are taken out of its picture."""
    left_out = ("z", "y")
    data = [
        {key: value for key, value in trace.items() if key not in left_out} if trace.get("meta") in numbers else trace
        for trace in card.figure["data"]
    ]
    figure = card.figure | {"data": data}
    fields = {key: value for key, value in card.__dict__.items() if key != "figure"}
    return fields | {"figure": figure, "file": f"{stem}-{card.key}"}
