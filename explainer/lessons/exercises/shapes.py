"""Shape puzzles: what `nn.RNN`, `nn.GRU` and `nn.LSTM` return, and how many parameters they have."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.exercise import Blank, Exercise, Mistake

Shape = tuple[int, ...]
MODULES = ("RNN", "GRU", "LSTM")
TASK = gettext_noop("Which shapes come out of this module, and how many parameters does it have?")
CODE = "layer = nn.{cell}({n}, {m}, num_layers={layers}, batch_first={batch_first}, bidirectional={bidirectional})"
CALL = gettext_noop("It reads x of shape {x}: a batch of {batch} sequences of {steps} steps with {n} numbers each.")
PARAMETERS = gettext_noop("number of parameters")
SWAPPED = gettext_noop("Time and batch are swapped: batch_first={batch_first} here.")
STATE_SWAPPED = gettext_noop(
    "batch_first does not touch the last state: its first size is always layers times directions."
)
NO_DIRECTIONS = gettext_noop("Both directions stand side by side in the output, so its last size is {size}.")
STATE_DIRECTIONS = gettext_noop("Each layer has a last state for each direction: {layers} × {directions} of them.")
TOP_ONLY = gettext_noop("Not the top layer alone: the last state of every layer is returned.")
WIDE_STATE = gettext_noop("In the last state the directions lie along the first axis, so the last size is {m}.")
UNITS = gettext_noop("Units are not time steps: the hidden size is {m}, the number of steps {steps}.")
ONE_BIAS = gettext_noop(
    "PyTorch has two biases per gate, bias_ih and bias_hh; with one, as in Keras, it would be this."
)
ONE_GATE = gettext_noop("That is for a single matrix per layer; {cell} has {gates} of them.")
SAME_WIDTH = gettext_noop("The upper layers read h of the layer below, not the {n} inputs.")
SUM = gettext_noop("Per layer and direction: {gates} × (m × inputs + m × m + 2 m), with m = {m}.")


@dataclass(frozen=True)
class Module:
    """A recurrent module of torch.nn and the size of its input."""

    cell: str
    n: int
    m: int
    layers: int
    batch_first: bool
    bidirectional: bool
    steps: int
    batch: int

    @property
    def directions(self) -> int:
        """1 or 2."""
        return 1 + self.bidirectional

    @property
    def gates(self) -> int:
        """The number of matrices on the input: the cell's gates with the candidate."""
        return sum(name[0] == "W" for name in lower(CELLS[self.cell]).params)

    def sequence_shape(self, width: int, batch_first: bool | None = None) -> Shape:
        """Return the shape of a batch of sequences: of the input or the output."""
        first = self.batch_first if batch_first is None else batch_first
        return (self.batch, self.steps, width) if first else (self.steps, self.batch, width)

    @property
    def output(self) -> Shape:
        """The shape of `output`."""
        return self.sequence_shape(self.m * self.directions)

    @property
    def state(self) -> Shape:
        """The shape of `h_n`, and of `c_n`: (layers · directions, B, m), whatever `batch_first` is."""
        return (self.layers * self.directions, self.batch, self.m)

    def parameters(self, biases: int = 2, gates: int = 0, upper: int = 0) -> int:
        """Return the number of parameters: per gate m·inputs + m·m + m per bias, for each layer and direction."""
        upper = upper or self.m * self.directions
        inputs = [self.n] + [upper] * (self.layers - 1)
        per_gate = [self.m * (width + self.m + biases) for width in inputs]
        return (gates or self.gates) * self.directions * sum(per_gate)


def draw_module(seed: int) -> Module:
    """Draw a module, all sizes different from each other, so that a swap shows."""
    rng = np.random.default_rng([seed, 5])
    n, m, steps, batch = (int(size) for size in rng.choice([3, 4, 5, 6, 8, 10, 12, 20], 4, replace=False))
    layers = int(rng.integers(1, 4))
    first, both = (bool(one) for one in rng.integers(0, 2, 2))
    return Module(MODULES[int(rng.integers(0, 3))], n, m, layers, first, both, steps, batch)


def shapes(seed: int) -> Exercise:
    """Make the exercise."""
    module = draw_module(seed)
    sizes = {"n": module.n, "batch": module.batch, "steps": module.steps}
    code = CODE.format(**vars(module))
    call = Message(CALL, {"x": module.sequence_shape(module.n), **sizes})
    states = ("h_n", "c_n") if module.cell == "LSTM" else ("h_n",)
    blanks = (
        Blank("output", "output.shape", module.output, mistakes=_output_mistakes(module)),
        *(Blank(name, f"{name}.shape", module.state, mistakes=_state_mistakes(module)) for name in states),
        Blank("parameters", Message(PARAMETERS), float(module.parameters()), mistakes=_parameter_mistakes(module)),
    )
    solution = Message(SUM, {"gates": module.gates, "m": module.m})
    return Exercise("shapes", seed, (Message(TASK), Message(code), call), blanks, solution=(solution,))


def _distinct(right: object, found: list[Mistake]) -> tuple[Mistake, ...]:
    """Return the mistakes with an answer of their own, the first of those that give the same."""
    by_answer = {one.answer: one for one in reversed(found) if one.answer != right}
    return tuple(one for one in found if by_answer.get(one.answer) is one)


def _output_mistakes(module: Module) -> tuple[Mistake, ...]:
    width = module.m * module.directions
    return _distinct(module.output, [
        Mistake(module.sequence_shape(width, not module.batch_first),
                Message(SWAPPED, {"batch_first": module.batch_first})),
        Mistake(module.sequence_shape(module.m), Message(NO_DIRECTIONS, {"size": width})),
        Mistake(module.sequence_shape(module.steps), Message(UNITS, {"m": module.m, "steps": module.steps})),
    ])  # fmt: skip


def _state_mistakes(module: Module) -> tuple[Mistake, ...]:
    count, batch, m = module.state
    directions = {"layers": module.layers, "directions": module.directions}
    return _distinct(module.state, [
        Mistake((batch, count, m), Message(STATE_SWAPPED)),
        Mistake((module.layers, batch, m), Message(STATE_DIRECTIONS, directions)),
        Mistake((module.layers, batch, m * module.directions), Message(WIDE_STATE, {"m": m})),
        Mistake((module.directions, batch, m), Message(TOP_ONLY)),
        Mistake((1, batch, m), Message(TOP_ONLY)),
        Mistake((count, batch, module.steps), Message(UNITS, {"m": m, "steps": module.steps})),
    ])  # fmt: skip


def _parameter_mistakes(module: Module) -> tuple[Mistake, ...]:
    return _distinct(float(module.parameters()), [
        Mistake(float(module.parameters(biases=1)), Message(ONE_BIAS)),
        Mistake(float(module.parameters(gates=1)), Message(ONE_GATE, {"cell": module.cell, "gates": module.gates})),
        Mistake(float(module.parameters(upper=module.n)), Message(SAME_WIDTH, {"n": module.n})),
    ])  # fmt: skip
