"""The first operation of a batch that was given a number for which it has no value, as in 1 / 0 or log(-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step
from explainer.engine.encoder_decoder import encoder_params
from explainer.engine.network import Network, State, first_states, run, states_below
from explainer.engine.scan import compute
from explainer.engine.tokens import embed
from explainer.numerics.domain import OutsideDomain
from explainer.numerics.parameter_names import EMBEDDING
from explainer.training.device_batch import DeviceBatch, to_device
from explainer.training.evaluation import first_sequences, slices
from explainer.training.learner import Learner
from explainer.training.memory_estimate import evaluation_batch
from explainer.training.passes import training_batch
from explainer.training.update import next_batch


def has_domain(program: Program) -> bool:
    """Tell whether a cell has an operation that cannot take all numbers."""
    return any(OPS[step.op].domain for step in program.steps)


def outside_in_update(learner: Learner, k: int, seed: int) -> OutsideDomain | None:
    """Return the first operation of update k, from 1, without a value; the learner is that before the update."""
    batches, carried = next_batch(learner, k)
    batch = batches[seed % len(batches)]  # one for all seeds, or that of this one
    return _first_outside(learner, training_batch(learner, batch, k), seed, carried)


def outside_in_test(learner: Learner, seed: int) -> OutsideDomain | None:
    """Return the first operation without a value over the test set."""
    batch = first_sequences(learner.problem.test, None)
    width = evaluation_batch(learner.recipe, learner.network.program, batch.x.shape[-1])
    found = (_first_outside(learner, to_device(learner, part), seed) for part in slices(batch, width))
    return next((one for one in found if one), None)


@dataclass(frozen=True, eq=False)
class _Reading:
    """One seed's network and what it reads: x (T, 1, n, B) or tokens (T, 1, B), its lengths, and its first states."""

    network: Network
    params: Mapping[str, Tensor]
    x: Tensor
    lengths: Tensor | None
    state: State | None = None


def _first_outside(
    learner: Learner, placed: DeviceBatch, seed: int, state: State | None = None
) -> OutsideDomain | None:
    """Return the earliest operation without a value, of the encoder where there is one, else of the network."""
    params = {name: param[seed : seed + 1].detach() for name, param in learner.params.items()}
    mine = None if state is None else [{name: one[seed : seed + 1] for name, one in layer.items()} for layer in state]
    x = placed.x[:, seed % placed.x.shape[1]][:, None]
    with torch.no_grad():
        if learner.encoder is None or placed.source is None:
            return _earliest(_Reading(learner.network, params, x, placed.lengths, mine))
        source = _Reading(learner.encoder, encoder_params(params), placed.source, placed.source_lengths)
        read = run(source.network, source.params, source.x, lengths=source.lengths)
        return _earliest(source) or _earliest(_Reading(learner.network, params, x, placed.lengths, read.state))


def _earliest(reading: _Reading) -> OutsideDomain | None:
    """Return the operation of the first time step; in a step that of the lowest layer, and there the first."""
    return min(_of_layers(reading), key=lambda one: (one.t, one.layer), default=None)


def _of_layers(reading: _Reading) -> Iterator[OutsideDomain]:
    """Yield the first numbers without a result of each operation of each layer."""
    network, params = reading.network, reading.params
    result = run(network, params, reading.x, reading.state)
    x = embed(params[EMBEDDING], reading.x) if network.embedding else reading.x
    for layer, scanned in enumerate(result.layers):
        mine = {name.split(".", 1)[1]: param for name, param in params.items() if name.startswith(f"{layer}.")}
        shape = tuple(scanned.h.shape)
        first = reading.state[layer] if reading.state else first_states(network, mine, shape, scanned.h)
        past = {f"{name}_prev": torch.cat([first[name][None], one[:-1]]) for name, one in scanned.states.items()}
        known = past | states_below(network, result.layers[:layer], shape, scanned.h)  # each (T, 1, m, B)
        for step in network.program.steps:
            args = [compute(network.program, arg, mine, x, known) for arg in step.args]
            made = compute(network.program, step.name, mine, x, known)
            if OPS[step.op].domain and (found := _first_without_value(args, made, reading.lengths)):
                yield _outside(step, (layer, network.layers), [arg.expand_as(made) for arg in args], found)
        x = scanned.h


def _first_without_value(args: list[Tensor], made: Tensor, lengths: Tensor | None) -> tuple[int, int, int] | None:
    """Return step, unit and sequence of the first result that is no finite number though its arguments are."""
    wrong = ~torch.isfinite(made)
    for arg in args:
        wrong = wrong & torch.isfinite(arg)
    if lengths is not None:
        wrong = wrong & (torch.arange(len(wrong), device=wrong.device)[:, None] < lengths)[:, None, None]
    found = wrong[:, 0].nonzero()
    return (int(found[0, 0]), int(found[0, 1]), int(found[0, 2])) if len(found) else None


def _outside(step: Step, layer: tuple[int, int], args: list[Tensor], at: tuple[int, int, int]) -> OutsideDomain:
    t, unit, sequence = at
    numbers = [arg[t, 0, unit, sequence] for arg in args]
    domain = OPS[step.op].domain
    assert domain
    is_outside = bool(domain.outside(numbers[domain.argument].double().cpu().numpy()))
    reason = "" if is_outside else f"the result is too large for a number of {8 * numbers[0].element_size()} bits"
    return OutsideDomain(*layer, t, unit, step, tuple(map(float, numbers)), reason)
