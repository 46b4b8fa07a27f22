"""The network: layers of one cell and a readout, for S seeds at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.engine.noise import Noise, masks, noisy
from explainer.engine.scan import Scan, Scanned
from explainer.numerics.initialisation import chrono, draw

Params = dict[str, Tensor]
State = Sequence[Mapping[str, Tensor]]
QUIET = Noise()


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of one cell with m units, reading n numbers, under a readout that says k.

    Parameters are a dictionary, each (S, ...): "0.W_i" of the first layer, "readout.V" (S, k, m), "readout.a" (S, k),
    and "0.start.h" (S, m) where the initial state is learned.
    """

    program: Program
    n: int
    m: int
    k: int
    layers: int = 1

    @cached_property
    def scans(self) -> dict[tuple[int, tuple[bool, bool]], Scan]:
        """The scans made so far, one for each layer and kinds of noise, so that each keeps rooms of its own."""
        return {}

    def scan(self, layer: int, noise: Noise) -> Scan:
        """Return the scan of a layer under some kinds of noise."""
        key = (layer, noise.kinds)
        if key not in self.scans:
            self.scans[key] = Scan(noisy(self.program, noise.kinds))
        return self.scans[key]


@dataclass(eq=False)
class Run:
    """What a network did: `h` (T, S, m, B) of the top layer, per layer its last states and everything it kept."""

    h: Tensor
    state: list[dict[str, Tensor]]
    layers: list[Scanned]


@dataclass(frozen=True)
class Beginning:
    """Where training begins: a key of STARTS, its scale, and what opens the gate that keeps.

    `keep` is that bias, None where it stays as drawn, or "chrono", which draws it for sequences of `steps` steps.
    """

    start: str = "uniform"
    scale: float = 1.0
    keep: float | str | None = None
    steps: int = 0
    learned: bool = False  # whether the initial states are parameters too


def begin(
    network: Network, seeds: Sequence[int], beginning: Beginning = Beginning(), like: Tensor | None = None
) -> Params:
    """Draw the parameters of each seed, as `initialisation.draw` does, and the readout like PyTorch's Linear.

    `like` is a tensor of the kind and on the device that are wanted.
    """
    drawn = [_draw(network, seed, beginning) for seed in seeds]
    like = torch.empty(0) if like is None else like
    return {name: like.new_tensor(np.stack([one[name] for one in drawn])) for name in drawn[0]}


def _draw(network: Network, seed: int, beginning: Beginning) -> dict[str, Array]:
    params: dict[str, Array] = {}
    for layer in range(network.layers):
        drawn = _draw_layer(network, seed, beginning, layer)
        params |= {f"{layer}.{name}": array for name, array in drawn.items()}
    rng, bound = np.random.default_rng([seed, network.layers]), 1.0 / np.sqrt(network.m)
    params["readout.V"] = rng.uniform(-bound, bound, (network.k, network.m))
    params["readout.a"] = rng.uniform(-bound, bound, network.k)
    return params


def _draw_layer(network: Network, seed: int, beginning: Beginning, layer: int) -> dict[str, Array]:
    program, m = network.program, network.m
    n = network.m if layer else network.n
    keep = beginning.keep if isinstance(beginning.keep, float) else None
    params = draw(program, n, m, seed, beginning.start, beginning.scale, keep, layer)
    if beginning.keep == "chrono":
        params |= chrono(program, m, seed, beginning.steps, layer)
    learned = {f"start.{state}": np.zeros(m) for state in program.cell.state}
    return params | (learned if beginning.learned else {})


def run(
    network: Network, params: Mapping[str, Tensor], x: Tensor,
    state: State | None = None, noise: Noise = QUIET,
) -> Run:  # fmt: skip
    """Run the layers over x, (T, S, n, B), or (T, 1, n, B) for all seeds.

    They begin at `state`, or at learned states, or at zeros.
    """
    seeds, columns = len(params["readout.V"]), x.shape[-1]
    done = Run(x, [], [])
    for layer in range(network.layers):
        mine = {name.split(".", 1)[1]: p for name, p in params.items() if name.startswith(f"{layer}.")}
        first = state[layer] if state else _first(network, mine, seeds, columns, done.h)
        drawn = masks(network.program, noise, (len(x), seeds, network.m, columns), layer, done.h)
        below = _below(network, done.layers, (len(x), seeds, network.m, columns), x)
        scanned = network.scan(layer, noise)(mine | drawn | below, done.h, first)
        done.h = scanned.h
        done.state.append(scanned.last)
        done.layers.append(scanned)
    return done


def _below(network: Network, layers: Sequence[Scanned], shape: tuple[int, ...], like: Tensor) -> dict[str, Tensor]:
    """Return the states of the layer below that the cell reads, (T, S, m, B); below the first there is nothing."""
    names = network.program.below
    return {f"{name}_below": layers[-1].states[name] if layers else like.new_zeros(shape) for name in names}


def _first(network: Network, params: Mapping[str, Tensor], seeds: int, columns: int, like: Tensor) -> dict[str, Tensor]:
    """Return the states before the first step: learned ones, or zeros, (S, m, B)."""
    zeros = like.new_zeros(seeds, network.m, columns)
    return {
        name: params[f"start.{name}"][..., None].expand_as(zeros) if f"start.{name}" in params else zeros
        for name in network.program.cell.state
    }


def say(params: Mapping[str, Tensor], h: Tensor) -> Tensor:
    """Return what the readout says of h (..., S, m, B): (..., S, k, B)."""
    matrix, bias = params["readout.V"], params["readout.a"][..., None]
    return torch.baddbmm(bias, matrix, h) if h.ndim == 3 else torch.matmul(matrix, h) + bias
