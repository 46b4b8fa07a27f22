"""Keras layers to our letters: kernels (n, K m) are transposed, and split by the gates in Keras's order.

Keras's gates are i f c o in an LSTM and z r h in a GRU (keras.io, layers/recurrent_layers). Its GRU's
h = z * h_prev + (1 - z) * candidate is PyTorch's: z keeps in both, so no sign changes.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np

from explainer.cells.cell_text import OWN_CELL
from explainer.cells.primitives import Array
from explainer.torch_models.files import keras_old
from explainer.torch_models.files.entries import Entries, numbers
from explainer.torch_models.files.keras_activations import own_text
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
NOT_DESCRIBED = "The config does not describe this layer: sigmoid gates and tanh are assumed."
OLD_GATES = (
    "The file holds weights without a config: hard_sigmoid gates and tanh are assumed, as Keras {}, which "
    "wrote it, has them by default."
)
OWN = "Its activations are not those of the cell {cell}, which is shown with them in their places."
STACKED = "Without a config, layers whose sizes fit are assumed to be stacked, in the order of the file."
CUDNN = "cuDNN keeps each gate's kernel in memory as (m, n), and two biases; it is read so."
NO_BIAS = "It has no biases; they are zeros here."
BACKWARDS = "It reads from the end (go_backwards=True); reverse the input to see the same."
NOTHING = "It has no LSTM, GRU or SimpleRNN layer of Keras; a file of model.save or model.save_weights would be right."

Layers = Mapping[str, Mapping[int, Entries]]
"""The arrays of each layer, by its name and by direction."""


def read_layers(layers: Layers, config: Mapping[str, LayerConfig] | None, version: str = "") -> tuple[Model, ...]:
    """Return the models of layers given by name and direction, and their config, None where the file has none.

    `version` is that of Keras, where it is known.
    """
    configs = config or {}
    assumed = NOT_DESCRIBED if config else OLD_GATES.format(version) if _is_old(version) else ASSUMED
    makers = {
        name: partial(_file_layer, name, layers.get(name, {}), configs.get(name), _below(name, layers, config), assumed)
        for name in _ordered(layers, configs)
    }
    return stack_layers(makers, "Keras", NOTHING, STACKED if config is None else "")


def _is_old(version: str) -> bool:
    """Tell whether a version is before 2.3, from where on the gates are sigmoid by default, as in TensorFlow 2."""
    parts = version.split(".")
    old = parts[0] == "1" or (parts[0] == "2" and len(parts) > 1 and parts[1] in ("0", "1", "2"))
    return old and not version.endswith("-tf")


def _ordered(layers: Layers, config: Mapping[str, LayerConfig]) -> list[str]:
    """Return the names so that a layer comes after the one that it reads, recurrent ones without weights among them."""
    found = [name for name, one in config.items() if name in layers or one.kind in ORDERS]
    return found + [name for name in layers if name not in config]


def _below(name: str, layers: Layers, config: Mapping[str, LayerConfig] | None) -> str | None:
    if config is not None:
        return config[name].below if name in config else None
    names = list(layers)
    return names[names.index(name) - 1] if names.index(name) else None


def _file_layer(
    name: str, directions: Mapping[int, Entries], config: LayerConfig | None, below: str | None, assumed: str
) -> FileLayer:
    _check_directions(name, directions, config)
    found = {
        k: keras_old.of_today(name, entries, bool(config and config.is_cudnn)) for k, entries in directions.items()
    }
    gates, m = _sizes(name, found[0])
    kind = config.kind if config else KINDS[gates]
    if len(ORDERS[kind]) != gates:
        raise ModelError(f"“{short(name)}” is a {kind} in the config, but its kernels hold {gates} gates.")
    cell, notes = _cell(name, kind, found[0], config)
    params = tuple(_params_of(name, found[k], cell, ORDERS[kind], m) for k in range(len(found)))
    is_cudnn = any(keras_old.is_cudnn(entries) for entries in directions.values())
    text = own_text(name, cell, config, is_old=not is_cudnn and "hard_sigmoid" in assumed)
    notes += (*(() if config else (assumed,)), *((CUDNN,) if is_cudnn else ()), *(config.all_notes if config else ()))
    notes += (*(() if "bias" in found[0] else (NO_BIAS,)), *((OWN.format(cell=cell),) if text else ()))
    size = config.output_size(m) if config else m * len(params)
    is_apart = config is not None and config.is_apart
    return FileLayer(name, OWN_CELL if text else cell, params, found[0]["kernel"].dtype, below, size, notes,
                     is_apart=is_apart, text=text)  # fmt: skip


def _check_directions(name: str, directions: Mapping[int, Entries], config: LayerConfig | None) -> None:
    """Raise ModelError where weights of a layer are missing, or where its cell is not one of Keras's three."""
    if not directions:
        raise ModelError(f"The file has the config of “{short(name)}” and not its weights; both would be right.")
    if config and config.kind not in ORDERS:
        raise ModelError(
            f"“{short(name)}” is of the class “{short(config.kind)}”, whose equations are not known here; "
            f"{', '.join(ORDERS)}, or a file of weights alone, would be right."
        )
    if set(directions) != set(range(len(directions))):
        raise ModelError(f"“{short(name)}” has the weights of its backward layer only; those of both would be right.")
    if config and len(directions) < len(config.paths):
        raise ModelError(f"“{short(name)}” has the weights of its forward layer only; those of both would be right.")


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
    settings = config.all_settings if config else ({},)
    if len(settings) > 1 and settings[0].get("go_backwards") is True:
        raise ModelError(f"The forward layer of “{short(name)}” reads backwards; go_backwards=False would be right.")
    notes = NOTES[kind]
    notes += (BACKWARDS,) if settings[0].get("go_backwards") is True else ()
    if kind == "SimpleRNN":
        return ("RNN-ReLU" if settings[0].get("activation") == "relu" else "RNN"), notes
    if kind == "LSTM":
        return "LSTM", notes
    if len({one.get("reset_after", True) for one in settings}) > 1:
        raise ModelError(f"The directions of “{short(name)}” differ in reset_after; the same for both would be right.")
    after = settings[0].get("reset_after", len(found["bias"].shape) == 2 if "bias" in found else True) is not False
    return ("GRU", (*notes, AFTER)) if after else ("GRU-Cho", (*notes, BEFORE))


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
