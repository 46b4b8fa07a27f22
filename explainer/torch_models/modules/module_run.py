"""The run of a module: its input, its own output, and each layer in each direction with all its values."""

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from explainer.cells.program import Program
from explainer.engine.buffers import Size
from explainer.engine.replay import ReplayBuffers, replay
from explainer.inputs.sequence import counted
from explainer.torch_models.modules.buffer_pool import acquire, release_with
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_input import Input, ModuleInput, State, prepare_input
from explainer.torch_models.modules.module_spec import ModuleSpec, TorchModuleError, module_spec
from explainer.torch_models.modules.onednn_workspace import by_block, match_weights
from explainer.torch_models.modules.reference_run import ReferenceOutput, reference_run


@dataclass(frozen=True, eq=False, repr=False)
class ModuleRun:
    """A module's own output, and its `directions`, one per layer and direction in PyTorch's order."""

    spec: ModuleSpec
    inputs: ModuleInput
    reference: ReferenceOutput
    directions: tuple[LayerDirection, ...]

    def __repr__(self) -> str:
        """Return the kind of module and its sizes."""
        return f"<{self.kind} run: {self.sizes}>"

    @property
    def kind(self) -> str:
        """The name of the module's class, as it was before a parametrisation (a weight norm) derived one from it."""
        return type(self.spec.module).__name__.removeprefix("Parametrized")

    @property
    def sizes(self) -> str:
        """Steps, batch and layers in words: "50 steps, batch 4, 2 layers, bidirectional"."""
        T, B = self.inputs.x.shape[:2]
        both = ", bidirectional" if self.spec.num_directions == 2 else ""
        return f"{counted(T, 'step')}, batch {B}, {counted(self.spec.num_layers, 'layer')}{both}"

    def find(self, name: str) -> tuple[int, str]:
        """Return the index of the direction that a name belongs to, and the name without its suffix.

        Raises TorchModuleError where the name does not say which.
        """
        suffixes = self.spec.suffixes
        for suffix in sorted(suffixes, key=len, reverse=True):
            if name.endswith(f"_{suffix}"):
                return suffixes.index(suffix), name.removesuffix(f"_{suffix}")
        if len(suffixes) == 1:
            return 0, name
        inner = name if name in self.directions[0].names else self.directions[0].names[0]
        wanted = ", ".join(f"“{inner}_{suffix}”" for suffix in suffixes[:4])
        raise TorchModuleError(f"“{name}” does not say of which layer and direction, as {wanted} would.")

    @property
    def difference(self) -> float:
        """The largest difference of any h, and of the last memories, from the module's own."""
        each = [*(one.difference for one in self.directions), self._last_memory_difference()]
        return max(each) if all(one == one for one in each) else math.nan  # max() alone may lose a NaN

    def _last_memory_difference(self) -> float:
        """Compare the last memories; h is compared at every step."""
        if "c" not in self.spec.program.cell.state:
            return 0.0
        shape = (len(self.directions), self.inputs.x.shape[1], -1)
        theirs = self.reference.state[1].to(self.inputs.x.dtype).reshape(shape)
        ours = torch.stack([one.last(one.in_reading_order("c")) for one in self.directions])
        return float((ours - theirs).abs().max())


def run_module(module: nn.Module, x: Input, state: State) -> ModuleRun:
    """Let a module run by itself, and compute from its h all other values; raises TorchModuleError."""
    spec = module_spec(module)
    inputs = prepare_input(spec, x, state)
    return complete_run(spec, inputs, reference_run(spec, x, state, inputs))


def complete_run(spec: ModuleSpec, inputs: ModuleInput, reference: ReferenceOutput) -> ModuleRun:
    """Compute from what a module has returned all other values of its run."""
    with torch.no_grad(), full_precision(inputs.x):
        directions = tuple(_direction(spec, inputs, reference, k) for k in range(len(spec.suffixes)))
    return ModuleRun(spec, inputs, replace(reference, gates=()), directions)  # the directions hold the gates now


def full_precision(x: Tensor) -> AbstractContextManager[object]:
    """Compute in the dtype of the numbers, also where a caller has switched on autocast."""
    kind = x.device.type
    return torch.autocast(kind, enabled=False) if torch.is_autocast_enabled(kind) else nullcontext()


def _direction(spec: ModuleSpec, inputs: ModuleInput, reference: ReferenceOutput, k: int) -> LayerDirection:
    layer, direction = divmod(k, spec.num_directions)
    x = reference.below(layer) if layer else inputs.x
    output = reference.hidden[layer][..., direction * spec.output_size : (direction + 1) * spec.output_size]
    suffix, states = spec.suffixes[k], inputs.initial_states[k]
    params = {name: value.to(x.dtype, copy=True) for name, value in spec.params(suffix).items()}
    gates = reference.gates[k] if reference.gates else None
    return compute_direction(suffix, spec.program, params, states, x, output, inputs, gates)


def compute_direction(
    suffix: str, program: Program, params: Mapping[str, Tensor], initial_states: Mapping[str, Tensor], x: Tensor,
    output: Tensor, inputs: ModuleInput, gates: Tensor | None = None,
) -> LayerDirection:  # fmt: skip
    """Compute every value of one layer in one direction from its input and output; `gates` as PyTorch saved them."""
    m = next(value.shape[0] for name, value in params.items() if name[0] == "U")
    key, buffers = acquire(program, Size(len(x), 1, m, x.shape[1]), x.shape[2], x)
    found = LayerDirection(suffix, program, params, initial_states, x, output, inputs, buffers)
    release_with(found, key, buffers)
    run = buffers.replay
    _fill(found, run, m)
    if gates is not None and match_weights(gates, program, params, run.rows[len(x) - 1]):
        run.gates = by_block(gates, program)
    computed = replay(run, {name: _padded(name, value, m) for name, value in params.items()})
    if found.projection is not None:
        run.states["h"][1:].copy_(computed)
    return found


def _fill(direction: LayerDirection, run: ReplayBuffers, m: int) -> None:
    """Write what is known into the buffers: the initial states, x, and h, with zeros for what a projected h lacks."""
    for name, value in direction.initial_states.items():
        run.states[name][0].copy_(_padded("U", value, m))
    run.rows[:-1, :, : run.n].copy_(direction.in_reading_order("x"))
    run.states["h"][1:].copy_(direction.flip(_padded("U", direction.output, m)))


def _padded(name: str, value: Tensor, m: int) -> Tensor:
    """Return a parameter or a state; where its last axis is that of a projected h, it is padded with zeros to m."""
    return pad(value, (0, m - value.shape[-1])) if name[0] == "U" and value.shape[-1] < m else value
