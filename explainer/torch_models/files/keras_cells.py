"""Keras layers to our letters: kernels (n, K m) are transposed, and split by the gates in Keras's order.

Keras's gates are i f c o in an LSTM and z r h in a GRU (keras.io, layers/recurrent_layers). Its GRU's
h = z * h_prev + (1 - z) * candidate is PyTorch's: z keeps in both, so no sign changes.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.cells.primitives import Array
from explainer.torch_models.files.activations import (
    CANDIDATE,
    GATES,
    OUTPUT,
    activation,
    cell_text,
    with_activations,
)
from explainer.torch_models.files.entries import Entries, numbers
from explainer.torch_models.files.keras_config import LayerConfig
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.stacking import FileLayer, stack_layers
from explainer.torch_models.model import Model, ModelError

ORDERS = {"LSTM": ("i", "f", "g", "o"), "GRU": ("z", "r", "n"), "SimpleRNN": ("h",)}
KINDS = {4: "LSTM", 3: "GRU", 1: "SimpleRNN"}
TRANSPOSED = "Kernels are transposed: in Keras they are (n, m), here W is (m, n)."
NOTES = {
    "LSTM": ("Keras has the gates in the order i f c o; here they are i f g o, and g is Keras's c.", TRANSPOSED),
    "GRU": (
        "Keras has the gates in the order z r h; here they are r z n, and n is Keras's h.",
        "In Keras as in PyTorch z keeps the old state: h = z * h_prev + (1 - z) * n. No sign is changed.",
        TRANSPOSED,
    ),
    "SimpleRNN": (TRANSPOSED,),
}
AFTER = "Its reset gate acts after the product (reset_after=True), as in PyTorch."
BEFORE = "Its reset gate acts before the product (reset_after=False), as first published: this is the cell GRU-Cho."
ASSUMED = "The file holds weights without a config: sigmoid gates and tanh are assumed, as Keras has them by default."
STACKED = "Without a config, layers whose sizes fit are assumed to be stacked, in the order of their names."
OWN = "Its activations are not those of the cell {cell}, which is shown with them in their places."
ALPHAS = {"elu": {"alpha": 1.0}, "leaky_relu": {"alpha": 0.2}}
NO_BIAS = "It has no biases; they are zeros here."
BACKWARDS = "It reads from the end (go_backwards=True); reverse the input to see the same."
NOTHING = "It has no LSTM, GRU or SimpleRNN layer of Keras; a file of model.save or model.save_weights would be right."


def read_layers(
    layers: Mapping[str, Mapping[int, Entries]], config: Mapping[str, LayerConfig] | None
) -> tuple[Model, ...]:
    """Return the models of layers given by name and direction, and their config, None where the file has none."""
    configs = config or {}
    makers = {
        name: partial(_file_layer, name, layers[name], configs.get(name), _below(name, layers, config))
        for name in _ordered(layers, configs)
    }
    return stack_layers(makers, "Keras", NOTHING, STACKED if config is None else "")


def _ordered(layers: Mapping[str, Any], config: Mapping[str, LayerConfig]) -> list[str]:
    """Return the names so that a layer comes after the one that it reads."""
    return [name for name in config if name in layers] + [name for name in layers if name not in config]


def _below(name: str, layers: Mapping[str, Any], config: Mapping[str, LayerConfig] | None) -> str | None:
    if config is not None:
        return config[name].below if name in config else None
    names = list(layers)
    return names[names.index(name) - 1] if names.index(name) else None


def _file_layer(
    name: str, directions: Mapping[int, Entries], config: LayerConfig | None, below: str | None
) -> FileLayer:
    if set(directions) != set(range(len(directions))):
        raise ModelError(f"“{short(name)}” has the weights of its backward layer only; those of both would be right.")
    gates, m = _sizes(name, directions[0])
    kind = config.kind if config else KINDS[gates]
    if len(ORDERS[kind]) != gates:
        raise ModelError(f"“{short(name)}” is a {kind} in the config, but its kernels hold {gates} gates.")
    cell, notes = _cell(name, kind, directions[0], config)
    text = _own_text(name, cell, config)
    bias = "bias" in directions[0]
    params = tuple(_params_of(name, directions[k], cell, ORDERS[kind], m) for k in range(len(directions)))
    concatenated = config is None or config.merge == "concat" or len(params) == 1
    notes += (
        ()
        if concatenated
        else (f"The outputs of its two directions are merged by “{short(config and config.merge)}”.",)
    )
    notes += () if bias else (NO_BIAS,)
    dtype = directions[0]["kernel"].dtype
    notes += (OWN.format(cell=cell),) if text else ()
    output = m * len(params) if concatenated else None
    return FileLayer(name, OWN_CELL if text else cell, params, dtype, below, output, notes, text=text)


def _sizes(name: str, found: Entries) -> tuple[int, int]:
    shape = found["recurrent_kernel"].shape
    if len(shape) != 2 or 0 in shape or shape[1] % shape[0] or shape[1] // shape[0] not in KINDS:
        raise ModelError(
            f"The recurrent kernel of “{short(name)}” has the shape {shape}; (m, 4 m) of an LSTM, (m, 3 m) of a GRU or "
            "(m, m) of a SimpleRNN would be right."
        )
    LIMITS["units"].check(shape[0], name)
    return shape[1] // shape[0], shape[0]


def _cell(name: str, kind: str, found: Entries, config: LayerConfig | None) -> tuple[str, tuple[str, ...]]:
    """Return the cell and the notes; raises ModelError where Keras's settings make it another one."""
    settings = [config.settings, *([config.backward] if config.backward else [])] if config else [{}]
    if len(settings) > 1 and settings[0].get("go_backwards") is True:
        raise ModelError(f"The forward layer of “{short(name)}” reads backwards; go_backwards=False would be right.")
    notes = NOTES[kind] if config else (*NOTES[kind], ASSUMED)
    notes += (BACKWARDS,) if settings[0].get("go_backwards") is True else ()
    if kind == "SimpleRNN":
        return ("RNN-ReLU" if settings[0].get("activation") == "relu" else "RNN"), notes
    if kind == "LSTM":
        return "LSTM", notes
    after = settings[0].get("reset_after", len(found["bias"].shape) == 2 if "bias" in found else True) is not False
    return ("GRU", (*notes, AFTER)) if after else ("GRU-Cho", (*notes, BEFORE))


def _own_text(name: str, cell: str, config: LayerConfig | None) -> str:
    """Return the equations of a layer whose activations are not those of the shipped cell; empty where they are."""
    if config is None:
        return ""
    found = {
        key: _activation(name, config, key, usual)
        for key, usual in (("activation", "tanh"), ("recurrent_activation", "sigmoid"))
    }
    texts = {CANDIDATE: found["activation"], OUTPUT: found["activation"], GATES: found["recurrent_activation"]}
    made = with_activations(CELLS["RNN" if cell == "RNN-ReLU" else cell], texts)
    return "" if cell == "RNN-ReLU" or made.name == cell else cell_text(made)


def _activation(name: str, config: LayerConfig, key: str, usual: str) -> str:
    """Return an activation as a text in `a`; both directions have the same."""
    found = [one.get(key, usual) for one in (config.settings, *([config.backward] if config.backward else []))]
    if any(one != found[0] for one in found):
        raise ModelError(f"The directions of “{short(name)}” differ in their {key}; the same would be right.")
    if not isinstance(found[0], str):
        raise ModelError(f"“{short(name)}” has an {key} of its own, “{short(found[0])}”; one of Keras would be right.")
    old = not config.is_keras_3
    slope = {"alpha": 0.2, "beta": 0.5} if old else {"alpha": 1 / 6, "beta": 0.5}
    return activation(found[0], name, **(slope if found[0] == "hard_sigmoid" else ALPHAS.get(found[0], {})))


def _params_of(name: str, found: Entries, cell: str, order: tuple[str, ...], m: int) -> dict[str, Array]:
    try:
        return _params(found, cell, order, m)
    except ModelError as error:
        raise ModelError(f"In the layer “{short(name)}”: {error}") from None


def _params(found: Entries, cell: str, order: tuple[str, ...], m: int) -> dict[str, Array]:
    """Return one direction by our letters."""
    wide = len(order) * m
    kernel, recurrent = numbers(found, "kernel", ("n", wide)), numbers(found, "recurrent_kernel", (m, wide))
    bias = _biases(found, cell, wide)
    params: dict[str, Array] = {}
    for k, gate in enumerate(order):
        block = slice(k * m, (k + 1) * m)
        params |= {f"W_{gate}": kernel[:, block].T.copy(), f"U_{gate}": recurrent[:, block].T.copy()}
        params |= {f"{letter}_{gate}": row[block] for letter, row in zip("bd", bias, strict=False)}
    return params


def _biases(found: Entries, cell: str, wide: int) -> tuple[Array, ...]:
    rows = 2 if cell == "GRU" else 1
    if "bias" not in found:
        return (np.zeros(wide),) * rows
    return tuple(numbers(found, "bias", (2, wide))) if rows == 2 else (numbers(found, "bias", (wide,)),)
