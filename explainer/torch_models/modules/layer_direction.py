"""One layer of a module in one direction, with every value of its run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import linear

from explainer.cells.program import Program, is_number
from explainer.engine.affine import fill_constants
from explainer.engine.buffers import Buffers
from explainer.engine.kernels import TORCH_OPS
from explainer.inputs.sequence import counted
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.buffer_pool import PooledBuffers
from explainer.torch_models.modules.module_input import ModuleInput, largest
from explainer.torch_models.modules.module_spec import TorchModuleError

ROW_OPS = TORCH_OPS | {"matmul": lambda matrix, rows: linear(rows, matrix)}  # here the units are the last axis


@dataclass(frozen=True, eq=False, repr=False)
class LayerDirection:
    """One layer in one direction: its program, parameters by our letters, initial states (B, m), and its run.

    `x` (T, B, n) is its input and `output` (T, B, p) what the module returns of it, both in input time. Its buffers
    hold every value in reading order, which for the reverse direction begins at the end of each sequence.
    """

    suffix: str
    program: Program
    params: Mapping[str, Tensor]
    initial_states: Mapping[str, Tensor]
    x: Tensor
    output: Tensor
    inputs: ModuleInput
    buffers: PooledBuffers

    def __repr__(self) -> str:
        """Return its name and sizes."""
        (T, B, n), m = self.x.shape, self.buffers.size.m
        sizes = f"{counted(T, 'step')}, batch {B}, {counted(n, 'input')}, {counted(m, 'unit')}"
        return f"<{self.program.cell.name} layer {self.suffix}: {sizes}>"

    @property
    def is_reverse(self) -> bool:
        """Tell whether this direction reads from the end."""
        return self.suffix.endswith("reverse")

    @property
    def projection(self) -> Tensor | None:
        """The matrix (p, m) from o * tanh(c) to h; None where there is none."""
        return self.params.get(PROJECTION)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name all its values: letters first, then the sums behind gates, then single operations."""
        letters = [line.name for line in self.program.cell.equations]
        unprojected = [] if self.projection is None else [self.unprojected_h]
        steps = (step.name for step in self.program.steps)
        return tuple(dict.fromkeys([*letters, *unprojected, *self.pre_activations, *steps]))

    @property
    def unprojected_h(self) -> str:
        """The name of h before a projection: its equation's own text, “o * tanh(c)”."""
        return self.program.equation("h").text

    @cached_property
    def pre_activations(self) -> Mapping[str, str]:
        """The short names of the sums behind gates and candidates: "pre_f" for the argument of f's sigmoid."""
        steps = [self.program.step(line.name) for line in self.program.cell.equations]
        return {f"pre_{step.name}": step.args[0] for step in steps if step and len(step.args) == 1}

    def value(self, name: str) -> Tensor:
        """Return a value, (T, B, m), in input time, and 0 where a packed sequence has ended.

        It is a copy: the buffers are used again when the trace is gone.
        """
        value = self.to_input_time(self.in_reading_order(self.full_name(name)))
        return value.clone(memory_format=torch.contiguous_format)

    def full_name(self, name: str) -> str:
        """Return the full name of a value; raises TorchModuleError where the cell does not have it."""
        full = self.pre_activations.get(name, name)
        pasts = [f"{state}_prev" for state in self.program.cell.state]
        if full not in {*self.names, *pasts}:
            offer = ", ".join(name for name in self.names if len(name) < 8)
            raise TorchModuleError(
                f"“{name}” is no value of {self.program.cell.name}; there are {offer} and more in `names`."
            )
        return full

    def to_input_time(self, value: Tensor) -> Tensor:
        """Bring a value in reading order, (T, B, m), to input time, with zeros where a packed sequence has ended."""
        flipped = self.flip(value)
        padding = self.inputs.padding
        return flipped if padding is None else flipped.masked_fill(padding[..., None], 0.0)

    def flip(self, value: Tensor) -> Tensor:
        """Bring a value (T, B, …) from input time to reading order, or back."""
        return self.inputs.reverse_time(value) if self.is_reverse else value

    def in_reading_order(self, name: str) -> Tensor:
        """Return a value in reading order, (T, B, m); a parameter or a number as it is."""
        if is_number(name):
            return self.x.new_tensor(float(name))
        if name in self.params:
            return self.params[name]
        if name == "x":
            return self.flip(self.x)
        if name in ("h", "h_prev"):
            return self.h_with_initial[1:] if name == "h" else self.h_with_initial[:-1]
        if name == self.unprojected_h:
            return self.buffers.replay.states["h"][1:]
        stored = None if name in self._overwritten else self.buffers.replay.find(name)
        if stored is not None:
            return stored
        step = self.program.step(name)
        assert step
        computed: Tensor = ROW_OPS[step.op](*map(self.in_reading_order, step.args))
        return computed

    @cached_property
    def h_with_initial(self) -> Tensor:
        """The module's own h of this direction in reading order, (T + 1, B, p), the initial one first."""
        if self.projection is None:
            return self.buffers.replay.states["h"]
        return torch.cat([self.initial_states["h"][None], self.flip(self.output)])

    @cached_property
    def _overwritten(self) -> frozenset[str]:
        """Name the sums whose buffer holds the gate that was computed from them."""
        sums = self.buffers.replay.plan.sums
        steps = self.program.steps
        return frozenset(sums.buffer_of(step.name) for step in steps if sums.buffer_of(step.name) != step.name)

    @cached_property
    def engine_buffers(self) -> Buffers:
        """The run in the engine's buffers, for a backward pass: units before the batch, and no projection.

        With a projection it is the run of matrices U P, whose h is the one before the projection.
        """
        buffers, run, matrix = self.buffers.engine, self.buffers.replay, self.projection
        params = {
            name: _with_projection(name, value, matrix)[None]
            for name, value in self.params.items()
            if name != PROJECTION
        }
        fill_constants(buffers, params, {}, {})
        for k, block in enumerate(buffers.plan.order):
            buffers.blocks[:, 0, k].copy_(run.value(block).permute(0, 2, 1))
        for targets, sources in ((buffers.states, run.states), (buffers.others, run.others)):
            for name, target in targets.items():
                target[:, 0].copy_(sources[name].permute(0, 2, 1))
        return buffers

    def last(self, value: Tensor) -> Tensor:
        """Return the last step of a value in reading order, (B, m): where this direction ends each sequence."""
        if self.inputs.lengths is None:
            return value[-1]
        ends = self.inputs.lengths.to(value.device) - 1
        return value[ends, torch.arange(len(ends), device=value.device)]

    @cached_property
    def difference(self) -> float:
        """The largest difference between the h computed from these values and the module's own."""
        computed, padding = self.buffers.replay.computed_h, self.inputs.padding  # used no more: it takes the difference
        away = (computed if self.projection is None else linear(computed, self.projection)).sub_(
            self.h_with_initial[1:]
        )
        return float(largest(away if padding is None else away.masked_fill(padding[..., None], 0.0)))


def _with_projection(name: str, value: Tensor, matrix: Tensor | None) -> Tensor:
    """Return a parameter of the run without a projection: U P for U."""
    return value if matrix is None or name[0] != "U" else value @ matrix
