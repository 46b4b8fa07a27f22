"""A network: layers of one cell and a readout, for S seeds at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.engine.engine_choice import AUTO, EngineChoice, EngineOptions, choose_engine, slowest
from explainer.engine.noise import Noise, masks, noisy
from explainer.engine.plan import plan
from explainer.engine.scan import Scan, Scanned
from explainer.engine.short_repr import ShortRepr
from explainer.engine.tokens import embed
from explainer.numerics.initialisation import chrono_biases, init_params
from explainer.numerics.parameter_names import EMBEDDING

Params = dict[str, Tensor]
State = Sequence[Mapping[str, Tensor]]
NO_NOISE = Noise()


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of one cell with m units and n inputs, and a readout with k outputs, none where k is 0.

    Inputs are numbers, or tokens from 0 to n - 1; with an `embedding` the first layer reads that many numbers each.
    Parameters are a dictionary, each (S, ...): "0.W_i" of the first layer, "readout.V" (S, k, m), "readout.a" (S, k),
    "0.start.h" (S, m) where the initial state is learned, and "embedding.E" (S, n, embedding). `options` say what is
    wanted of the time loop.
    """

    program: Program
    n: int
    m: int
    k: int
    layers: int = 1
    embedding: int = 0
    options: EngineOptions = AUTO

    @cached_property
    def scans(self) -> dict[tuple[int, tuple[bool, bool]], Scan]:
        """The scans made so far, one for each layer and kinds of noise, so that each has buffers of its own."""
        return {}

    def engine(self, like: Tensor) -> EngineChoice:
        """Return how the time loops have run, or would for parameters of the dtype and on the device of `like`."""
        ran = slowest(scan.ran for scan in self.scans.values() if scan.ran)
        return ran or choose_engine(self.options, plan(self.program), self.m, like)

    def scan(self, layer: int, noise: Noise) -> Scan:
        """Return the scan of a layer under some kinds of noise."""
        key = (layer, noise.kinds)
        if key not in self.scans:
            self.scans[key] = Scan(noisy(self.program, noise.kinds), self.options)
        return self.scans[key]


@dataclass(eq=False, repr=False)
class Run(ShortRepr):
    """A run of a network: `h` (T, S, m, B) of the top layer, and per layer its last states and all its values."""

    h: Tensor
    state: list[dict[str, Tensor]]
    layers: list[Scanned]


@dataclass(frozen=True)
class InitSettings:
    """How parameters are drawn: the initialisation by its name, its scale, and the bias of the gate that keeps.

    `keep_bias` is None where that bias stays as drawn, or "chrono", which draws it for sequences of `steps` steps.
    """

    name: str = "uniform"
    scale: float = 1.0
    keep_bias: float | str | None = None
    steps: int = 0
    learned_states: bool = False  # whether the initial states are parameters too


def init_network(
    network: Network, seeds: Sequence[int], settings: InitSettings = InitSettings(), like: Tensor | None = None
) -> Params:
    """Draw the parameters of each seed, as `initialisation.init_params` does.

    The readout is drawn like PyTorch's Linear, an embedding like PyTorch's Embedding, from N(0, 1).

    `like` is a tensor of the dtype and on the device that are wanted.
    """
    drawn = [_draw(network, seed, settings) for seed in seeds]
    like = torch.empty(0) if like is None else like
    return {name: like.new_tensor(np.stack([one[name] for one in drawn])) for name in drawn[0]}


def _draw(network: Network, seed: int, settings: InitSettings) -> dict[str, Array]:
    params: dict[str, Array] = {}
    for layer in range(network.layers):
        drawn = _draw_layer(network, seed, settings, layer)
        params |= {f"{layer}.{name}": array for name, array in drawn.items()}
    rng, bound = np.random.default_rng([seed, network.layers]), 1.0 / np.sqrt(network.m)
    if network.k:
        params["readout.V"] = rng.uniform(-bound, bound, (network.k, network.m))
        params["readout.a"] = rng.uniform(-bound, bound, network.k)
    if network.embedding:
        params[EMBEDDING] = rng.standard_normal((network.n, network.embedding))
    return params


def _draw_layer(network: Network, seed: int, settings: InitSettings, layer: int) -> dict[str, Array]:
    program, m = network.program, network.m
    n = m if layer else network.embedding or network.n
    keep_bias = settings.keep_bias if isinstance(settings.keep_bias, float) else None
    params = init_params(program, n, m, seed, settings.name, settings.scale, keep_bias, layer)
    if settings.keep_bias == "chrono":
        params |= chrono_biases(program, m, seed, settings.steps, layer)
    learned = {f"start.{state}": np.zeros(m) for state in program.cell.state}
    return params | (learned if settings.learned_states else {})


def run(
    network: Network, params: Mapping[str, Tensor], x: Tensor,
    state: State | None = None, noise: Noise = NO_NOISE, lengths: Tensor | None = None,
) -> Run:  # fmt: skip
    """Run the layers over x, (T, S, n, B), or (T, 1, n, B) for all seeds, or over tokens, which have no n.

    They start from `state`, or from learned states, or from zeros. With `lengths` (B,) the state of the run is the one
    after so many steps of each sequence; what follows is padding. A sequence of length 0 or less stays where it was.
    """
    like = next(iter(params.values()))
    shape = (len(x), len(like), network.m, x.shape[-1])
    done = Run(embed(params[EMBEDDING], x) if network.embedding else x, [], [])
    for layer in range(network.layers):
        mine = {name.split(".", 1)[1]: p for name, p in params.items() if name.startswith(f"{layer}.")}
        first = state[layer] if state else first_states(network, mine, shape, like)
        drawn = masks(network.program, noise, shape, layer, like)
        below = states_below(network, done.layers, shape, like)
        scanned = network.scan(layer, noise)(mine | drawn | below, done.h, first)
        done.h = scanned.h
        done.state.append(scanned.last if lengths is None else _after(scanned.states, lengths, first))
        done.layers.append(scanned)
    return done


def _after(states: Mapping[str, Tensor], lengths: Tensor, first: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return each state (T, S, m, B) after as many steps as each sequence has, (S, m, B)."""
    found = {}
    for name, value in states.items():
        at = (lengths.clamp(1, len(value)) - 1).expand(1, *value.shape[1:])
        found[name] = torch.where(lengths > 0, value.gather(0, at)[0], first[name])
    return found


def states_below(
    network: Network, layers: Sequence[Scanned], shape: tuple[int, ...], like: Tensor
) -> dict[str, Tensor]:
    """Return the states of the layer below that the cell reads, (T, S, m, B); below the first there is nothing."""
    names = network.program.below
    return {f"{name}_below": layers[-1].states[name] if layers else like.new_zeros(shape) for name in names}


def first_states(
    network: Network, params: Mapping[str, Tensor], shape: tuple[int, ...], like: Tensor
) -> dict[str, Tensor]:
    """Return the states before the first step: learned ones, or zeros, (S, m, B)."""
    zeros = like.new_zeros(shape[1:])
    return {
        name: params[f"start.{name}"][..., None].expand_as(zeros) if f"start.{name}" in params else zeros
        for name in network.program.cell.state
    }


def apply_readout(params: Mapping[str, Tensor], h: Tensor) -> Tensor:
    """Return the readout's output for h (..., S, m, B): (..., S, k, B)."""
    matrix, bias = params["readout.V"], params["readout.a"][..., None]
    return torch.baddbmm(bias, matrix, h) if h.ndim == 3 else torch.matmul(matrix, h) + bias
