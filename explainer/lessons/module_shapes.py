"""A module of torch.nn as sizes alone: the shapes of what it takes and returns, and of its parameters."""

import math
from dataclasses import dataclass

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.torch_layout import OUR_LETTERS, TORCH_CELLS, gate_letters

Shape = tuple[int, ...]

KINDS = ("RNN", "LSTM", "GRU")
LIMITS = {
    "shape_n": (1, 12), "shape_m": (1, 12), "shape_layers": (1, 3), "shape_proj": (0, 11), "shape_steps": (1, 12),
    "shape_batch": (1, 12),
}  # fmt: skip
"""Ranges of the sizes by their keys in a link."""
SWITCHES = {"shape_bidirectional": "bidirectional", "shape_batch_first": "batch_first", "shape_bias": "bias"}
"""The fields that are on or off, by their keys in a link."""


@dataclass(frozen=True)
class Module:
    """A module of torch.nn by its arguments, with the T `steps` and B sequences (`batch`) of its input.

    The names are those of torch.nn.LSTM, with n for input_size, m for hidden_size, layers for num_layers.
    """

    kind: str = "LSTM"
    n: int = 3
    m: int = 4
    layers: int = 1
    bidirectional: bool = False
    batch_first: bool = False
    bias: bool = True
    proj_size: int = 0
    steps: int = 6
    batch: int = 2

    @property
    def problem(self) -> str:
        """What torch.nn would not accept, in a sentence; empty where it accepts all."""
        if self.proj_size and self.kind != "LSTM":
            return (
                f"Only an LSTM has a projection; with proj_size={self.proj_size} torch.nn.{self.kind} raises an error."
            )
        if self.proj_size >= self.m:
            return (
                f"proj_size={self.proj_size} is not smaller than the {self.m} units; torch.nn.LSTM raises an error, "
                "so choose a smaller one."
            )
        return ""

    @property
    def directions(self) -> int:
        """D, 2 in a bidirectional module."""
        return 2 if self.bidirectional else 1

    @property
    def shown(self) -> int:
        """The numbers that one direction shows of h: m, or proj_size where there is a projection."""
        return self.proj_size or self.m

    @property
    def gates(self) -> int:
        """The matrices that are stacked in each weight: 4 in an LSTM, 3 in a GRU, 1 in a plain RNN."""
        return len(gate_letters(lower(CELLS[self.kind])))

    @property
    def source(self) -> str:
        """The call that makes the module, with the arguments that differ from PyTorch's defaults."""
        options = {
            "num_layers": self.layers, "bias": self.bias, "batch_first": self.batch_first,
            "bidirectional": self.bidirectional, "proj_size": self.proj_size,
        }  # fmt: skip
        usual = {"num_layers": 1, "bias": True, "batch_first": False, "bidirectional": False, "proj_size": 0}
        written = [f"{name}={value}" for name, value in options.items() if value != usual[name]]
        return f"torch.nn.{TORCH_CELLS[self.kind][0]}({', '.join([str(self.n), str(self.m), *written])})"


def input_shape(module: Module) -> Shape:
    """Return the shape of the input: (T, B, n), or (B, T, n) with batch_first."""
    return _sequence_shape(module, module.n)


def returned_shapes(module: Module) -> dict[str, Shape]:
    """Return the shapes of what comes out by name: output, h_n, c_n of an LSTM; batch_first touches output alone."""
    rows = module.layers * module.directions
    states = {"h_n": (rows, module.batch, module.shown)} | (
        {"c_n": (rows, module.batch, module.m)} if "c" in CELLS[module.kind].state else {}
    )
    return {"output": _sequence_shape(module, module.directions * module.shown), **states}


def parameter_shapes(module: Module) -> dict[str, Shape]:
    """Return the shapes of all parameters by their names in torch.nn, layer after layer, forward before reverse."""
    return {
        f"{name}_l{layer}{suffix}": shape
        for layer in range(module.layers)
        for suffix in ("", "_reverse")[: module.directions]
        for name, shape in _layer_shapes(module, layer).items()
    }


def parameter_count(module: Module) -> int:
    """Return how many numbers a module learns."""
    return sum(map(math.prod, parameter_shapes(module).values()))


def layer_count(module: Module, layer: int) -> int:
    """Return how many numbers one direction of a layer learns; layers are counted from 0."""
    return sum(map(math.prod, _layer_shapes(module, layer).values()))


def read_size(module: Module, layer: int) -> int:
    """Return how many numbers a layer reads at each step: n, or what all directions of the layer below show."""
    return module.n if layer == 0 else module.directions * module.shown


def keras_count(module: Module) -> int:
    """Return how many numbers Keras's layers of the same sizes learn; they have no projection.

    Keras has one bias; its GRU has two, as reset_after=True is the default (keras.io, layers/recurrent_layers).
    """
    m, biases = module.m, (2 if module.kind == "GRU" else 1) if module.bias else 0
    reads = [module.n, *[module.directions * m] * (module.layers - 1)]
    return sum(module.directions * module.gates * (m * read + m * m + biases * m) for read in reads)


def keras_shapes(module: Module) -> dict[str, Shape]:
    """Return what Keras's top layer returns, by the argument that asks for it; the batch always comes first.

    Without return_sequences it is where each direction ends. A state has the last shape, one for each direction.
    """
    merged = module.directions * module.m
    return {
        "return_sequences=False": (module.batch, merged),
        "return_sequences=True": (module.batch, module.steps, merged),
        "return_state=True": (module.batch, module.m),
    }


SIZES = {"shape_n": "n", "shape_m": "m", "shape_layers": "layers", "shape_proj": "proj_size", "shape_steps": "steps",
         "shape_batch": "batch"}  # fmt: skip
"""The fields that are sizes, by their keys in a link."""
SWITCH = {True: "yes", False: "no"}


def _sequence_shape(module: Module, width: int) -> Shape:
    leading = (module.batch, module.steps) if module.batch_first else (module.steps, module.batch)
    return (*leading, width)


def _layer_shapes(module: Module, layer: int) -> dict[str, Shape]:
    wide = module.gates * module.m
    weights, biases = list(OUR_LETTERS)[:2], list(OUR_LETTERS)[2:]
    shapes: dict[str, Shape] = {
        weights[0]: (wide, read_size(module, layer)), weights[1]: (wide, module.shown),
        **(dict.fromkeys(biases, (wide,)) if module.bias else {}),
    }  # fmt: skip
    return shapes | ({"weight_hr": (module.proj_size, module.m)} if module.proj_size else {})
