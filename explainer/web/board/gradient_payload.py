"""What the Gradients page's board receives: several cells' backward passes as cards, numbers and facts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells import palette
from explainer.cells.memory import carried_state, keep_paths
from explainer.cells.primitives import Array
from explainer.figures import gradient_figures, gradient_sentences
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import RunGradients
from explainer.torch_models.view_limits import jacobians_too_large
from explainer.web.board.card import Card
from explainer.web.board.connectivity_cards import connectivity_cards
from explainer.web.board.embedding_card import embedding_cards
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours

Weight = tuple[str, int]
"""A parameter of the first cell and one of its columns, from 0; −1 for a vector."""
Curves = Mapping[str, Mapping[str, Array]]
"""What is drawn, by figure and by name."""


def payload(
    runs: Sequence[RunGradients],
    sequence: Input,
    position: Mapping[str, int],
    weight: Weight,
    spectral: bool,
    page: str = "gradients",
) -> bytes:
    """Return everything the board needs; the first cell's gates, paths and weight are shown too.

    Components with the same `page` share their cursor.
    """
    curves = gradient_curves(runs, weight, spectral)
    cards = [*connectivity_cards(runs, sequence),
             *(_norm_card(run, curves, sequence.visible_labels) for run in runs),
             *_first_cell_cards(runs[0], curves, weight, sequence.visible_labels),
             *embedding_cards(runs[0], sequence)]  # fmt: skip
    numbers = {name: np.atleast_2d(array) for table in curves.values() for name, array in table.items()}
    numbers |= {"x": sequence.x.T} | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})
    header = {
        "page": page, "cursor": dict(position), "units": runs[0].run.layer.m, "layer": 1,
        "labels": sequence.visible_labels, "channels": sequence.channels, "input_kind": sequence.kind,
        **component_colours(),
        "cards": [card.__dict__ | {"file": f"gradients-{card.key.lower()}"} for card in cards],
        "maps": [_colouring(name, norms) for name, norms in curves["inputs"].items()],
        "coloured_by": next(iter(curves["inputs"])), "facts": _facts(curves, runs[0].name),
        "bands": [[name, top if np.isfinite(top) else None] for name, top in gradient_flow.BANDS.items()],
    }  # fmt: skip
    return pack(header, numbers)


def gradient_curves(runs: Sequence[RunGradients], weight: Weight, spectral: bool) -> Curves:
    """Return all that is drawn, by figure and by name: (T,) each, and (rows, T) for the weight's contributions."""
    first = runs[0]
    lines = [line.name for line in first.run.program.cell.equations if line.role != "sum"]
    too_large = jacobians_too_large(first.run.layer.m, len(first.trace.x), spectral)
    return {
        "norms": {_norm_name(run): gradient_flow.relative_norms(gradient_flow.norms(run.values("h"))) for run in runs},
        "inputs": {f"{run.name} |dL/dx|": gradient_flow.connectivity(run.gradients) for run in runs},
        "memory": {} if too_large else memory_curves(first, spectral),
        "paths": {"through the state alone": gradient_flow.belt_shares(first.top)},
        "gates": {f"|dL/d{name}|": gradient_flow.norms(first.values(name)) for name in lines},
        "contributions": {"terms": step_contributions(first, weight)},
    }


def memory_curves(gradients: RunGradients, spectral: bool = False) -> dict[str, Array]:
    """Return from each step to the last, (T,) each: the product of the keep gate, and each state's Jacobian norm.

    The norms are Frobenius norms divided by √m, or spectral norms.
    """
    state = carried_state(gradients.run.program)
    curves = {}
    if state:
        product = gradient_flow.keep_products(gradients.run, state)
        path = keep_paths(gradients.run.program, state)
        name = path[0][0] if len(path) == 1 and len(path[0]) == 1 else "keep"
        frobenius = gradient_flow.norms(product) / np.sqrt(product.shape[1])
        curves[f"product of {name}"] = np.abs(product).max(axis=1) if spectral else frobenius
    norms = gradient_flow.jacobian_norms(gradients.run, spectral)
    return curves | {f"d{one}_T/d{one}_t": norms[one] for one in reversed(norms)}


def step_contributions(gradients: RunGradients, weight: Weight) -> Array:
    """Return what each step adds to one column of a weight's gradient, (rows, T)."""
    terms = gradients.top.terms(weight[0])
    return (terms[:, :, weight[1]] if terms.ndim == 3 else terms).T


def _norm_name(run: RunGradients) -> str:
    return f"{run.name} gradient left"


def _norm_card(run: RunGradients, curves: Curves, labels: Sequence[str]) -> Card:
    name = _norm_name(run)
    return Card(
        f"norms-{run.name}", f"{run.name}: gradient through time",
        gradient_figures.norm_bars(curves["norms"][name], labels),
        [gradient_sentences.of_gradient_norms(run, labels)], {"t": "x"}, [name], height=250,
    )  # fmt: skip


def _first_cell_cards(run: RunGradients, curves: Curves, weight: Weight, labels: Sequence[str]) -> list[Card]:
    memory, norms, terms = curves["memory"], curves["gates"], curves["contributions"]["terms"]
    (split,) = curves["paths"].values()
    hues = [line.role for line in run.run.program.cell.equations if line.role != "sum"]
    name = f"{weight[0]}{'' if weight[1] < 0 else f', column {weight[1] + 1}'}"
    return [
        *([Card("memory", f"{run.name}: keep product and Jacobian norms",
                gradient_figures.memory_curves(memory, labels), [gradient_sentences.of_memory_curves(run, memory)],
                {"t": "x"}, list(memory), height=300, wide=True)] if memory else []),
        Card("paths", f"{run.name}: gradient by path", gradient_figures.path_shares(split, labels),
             [gradient_sentences.of_path_shares(run, split, labels)], {"t": "x"}, list(curves["paths"]), height=250),
        Card("gates", f"{run.name}: gradient per gate", gradient_figures.gate_gradients(norms, hues, labels),
             [gradient_sentences.of_gate_gradients(norms, labels)], {"t": "x"}, list(norms), height=250),
        Card("contributions", f"{run.name}: contribution of each step to dL/d{name}",
             gradient_figures.step_contributions(terms, labels),
             gradient_sentences.of_step_contributions(terms, *weight, labels), {"t": "x"}, ["terms"], height=250),
    ]  # fmt: skip


def _colouring(name: str, norms: Array) -> dict[str, Any]:
    """Return how the sequence is coloured by its inputs' gradients."""
    most = float(np.max(np.where(np.isfinite(norms), norms, 0.0))) or 1.0
    return {"name": name, "title": "how strongly each input changes the loss",
            "colours": palette.ramp("hidden"), "limits": [0.0, most]}  # fmt: skip


def _facts(curves: Curves, first: str) -> list[dict[str, Any]]:
    """Return the rows of what is measured at the cursor's step."""
    left = [
        _fact(name, "norm of dL/dh, as a share of its norm at the step of the loss", True) for name in curves["norms"]
    ]
    memory = [_fact(name, f"{first}, from this step to the last", True) for name in curves["memory"]]
    inputs = [_fact(name, "how strongly the input at this step changes the loss", False) for name in curves["inputs"]]
    return left + memory + inputs


def _fact(name: str, about: str, banded: bool) -> dict[str, Any]:
    return {"name": name, "label": name, "about": about, "banded": banded}
