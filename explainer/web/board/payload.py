"""What the board receives: a run as cards, equations and numbers, packed for the browser."""

from collections.abc import Mapping
from typing import Any

from explainer.cells import formula, palette
from explainer.cells.expression import role
from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.figures import trace_figures
from explainer.inputs.sequence import Sequence
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace
from explainer.web.board.card import Card, card_json
from explainer.web.board.layer_cards import layer_cards, short_about
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours

MOST_PARAMS = 2**19  # numbers of a layer that are sent to the browser; beyond, the products with them are sent instead


def arrays(run: LayerTrace, sequence: Sequence) -> dict[str, Array]:
    """Return the numbers that the board needs, by name: (units, T) over time, (m, k) for parameters."""
    states, below = run.program.cell.state, run.program.below
    in_figures = {line.name for line in run.program.cell.equations}
    in_figures |= {f"{state}_prev" for state in states} | {f"{state}_below" for state in below}
    lines = formula.formula_data(run.program)["lines"]
    in_formulas = {piece["v"] for line in lines for piece in line["numbers"] if piece.get("v") in run.values}
    params = dict(run.layer.params)
    if sum(array.size for array in params.values()) > MOST_PARAMS:
        params = {name: array for name, array in params.items() if array.ndim == 1}
        in_formulas |= {step.name for step in run.program.steps if step.op == "matmul"}
    over_time = {name: run.values[name].T for name in ["x", *sorted((in_figures | in_formulas) - {"x"})]}
    return over_time | params | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})


def payload(
    run: LayerTrace,
    sequence: Sequence,
    page: str,
    position: Mapping[str, int],
    layer: int = 1,
    cards_before: list[Card] | None = None,
    maps_only: bool = False,
) -> bytes:
    """Return everything the board needs for one layer's run; `position` holds t and unit, from 0; layers count from 1.

    `cards_before` stand before the run's own cards; with `maps_only` those are the maps of gates and states alone.
    """
    numbers = arrays(run, sequence)
    own = [card for card in layer_cards(run, sequence.visible_labels) if card.names == [card.key] or not maps_only]
    stem = f"{run.program.cell.name.lower()}-layer{layer}"
    header = {
        "page": page, "cursor": dict(position), "units": run.layer.m, "layer": layer,
        "labels": sequence.visible_labels, "channels": sequence.channels, "input_kind": sequence.kind,
        "formulas": formula.formula_data(run.program),
        "holds": [[hold.name, hold.since, hold.unit] for hold in run.layer.holds],
        **component_colours(),
        "cards": [card_json(card, numbers, stem) for card in [*(cards_before or []), *own]],
        "maps": _colourings(run), "coloured_by": carried_state(run.program) or "h",
    }  # fmt: skip
    return pack(header, numbers)


def _colourings(run: LayerTrace) -> list[dict[str, Any]]:
    """Return what the sequence can be coloured by: each gate and signed value, with its colours and limits."""
    gates = measures.gates(run)
    rows = []
    for line in run.program.cell.equations:
        if line.role == "sum":
            continue
        limit = trace_figures.common_limit(run, [line.name])
        is_gate = line.name in gates
        colours = palette.ramp(role(run.program, line.name)) if is_gate else palette.diverging()
        limits = [0, 1] if is_gate else [-limit, limit]
        rows.append({"name": line.name, "title": short_about(line.about), "colours": colours, "limits": limits})
    return rows
