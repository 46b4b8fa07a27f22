"""What lesson “Your own model” computes of the prepared model: which gates never open, and what that costs."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.course.signed_number import SignedNumber
from explainer.lessons.course.state import State
from explainer.numerics.layer import Hold, Layer, LayerTrace
from explainer.numerics.measures import half_life, saturation
from explainer.numerics.trace import trace
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.runs.prepare_model import RUN
from explainer.tasks.predictions import evaluate
from explainer.torch_models.files import bundle
from explainer.torch_models.model import Model

EXAMPLE = "dead-gates"
REPAIRED = 1.0  # the bias in the prediction
OPEN = 0.3  # the mean of a gate that was repaired
AMOUNT = 0.05  # by which h has to vary to count as moving


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the prepared model, as the page Your model opens it."""
    return bundle.read((files("explainer") / "data" / "models" / f"{EXAMPLE}.safetensors").read_bytes())


@lru_cache(maxsize=1)
def run() -> LayerTrace:
    """Return the model's run over the input that came with it."""
    assert model().x is not None
    return trace([model().layer()], np.asarray(model().x)).layers[0]


def shut_unit(gate: str) -> int:
    """Return the unit, counted from 1, whose gate is shut most of the time."""
    return int(saturation(run().values[gate])[0].argmax()) + 1


def with_bias(layer: Layer, name: str, unit: int, value: float) -> Layer:
    """Return a layer with the bias of a unit, counted from 1, set."""
    bias = np.array(layer.params[name])
    bias[unit - 1] = value
    return replace(layer, params={**layer.params, name: bias})


def accuracy(layer: Layer) -> float:
    """Return how often a layer, read by the readout that it was trained with, is right on the whole test set."""
    weights = load_checkpoint(RUN, nearest_step(RUN, None))
    return evaluate([layer], weights.readout, weights.problem)


@lru_cache(maxsize=1)
def accuracies() -> tuple[float, float, float]:
    """Return the accuracy as it is, with the forget gate repaired, and with both gates repaired."""
    first = with_bias(model().layer(), "b_f", shut_unit("f"), REPAIRED)
    return accuracy(model().layer()), accuracy(first), accuracy(with_bias(first, "b_i", shut_unit("i"), 0.0))


def of_model(state: State) -> Mapping[str, object]:
    """Return the accuracies, both units, how long their gates are shut, and what they keep and hold."""
    before, one, both = accuracies()
    values, forgets, writes = run().values, shut_unit("f"), shut_unit("i")
    shut = {gate: float(saturation(values[gate])[0][unit - 1]) for gate, unit in (("f", forgets), ("i", writes))}
    keep = float(values["f"][:, forgets - 1].mean())
    return {
        "before": before, "one": one, "both": both, "forgets": forgets, "writes": writes, "shut_f": shut["f"],
        "shut_i": shut["i"], "keep": keep, "half_life": float(half_life(np.array([keep]))[0]),
        "largest": float(np.abs(values["c"][:, writes - 1]).max()), "units": model().m, "steps": len(values["x"]),
        "moves": moves(), "bias": SignedNumber(model().layer().params["b_f"][forgets - 1]), "repaired": REPAIRED,
        "mean": float(np.mean(model().layer().params["b_f"])), "spread": float(np.std(model().layer().params["b_f"])),
    }  # fmt: skip


def moves() -> float:
    """Return by how much h of the unit that forgets varies over the steps."""
    h = run().values["h"][:, shut_unit("f") - 1]
    return float(h.max() - h.min())


def dead_looks(state: State) -> int:
    """Return which option is right: h of the unit that forgets is 0 all the time, it moves, or it stays at a value."""
    h = run().values["h"][:, shut_unit("f") - 1]
    return 0 if np.abs(h).max() < AMOUNT else 1 if moves() > AMOUNT else 2


def held_memory() -> Array:
    """Return c of one unit, that begins at 0.8, with its forget gate held at 1 and its input gate at 0."""
    layer = model().layer()
    holds = (Hold("f", 0, 1.0, 0), Hold("i", 0, 0.0, 0))
    start = {**{name: np.zeros(layer.m) for name in ("h", "c")}, "c": np.full(layer.m, 0.8)}
    assert model().x is not None
    found = trace([replace(layer, holds=holds, state=start)], np.asarray(model().x)).layers[0].values["c"]
    return np.asarray(found[:, 0])


def held_option(state: State) -> int:
    """Return which option is right: c stays as it was at the start, falls to 0, or follows the input."""
    c = held_memory()
    return 0 if np.allclose(c, 0.8) else 1 if abs(c[-1]) < AMOUNT else 2
