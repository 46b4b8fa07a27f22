"""What the gates of a network that reads reviews do at words of each kind, and how far each kind moves its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.memory import write_gate
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.numerics.batch_values import layer_values
from explainer.numerics.layer import Layer
from explainer.numerics.measures import GATES
from explainer.numerics.readout import Readout
from explainer.tasks.batch import Batch
from explainer.tasks.predictions import predict, softmax
from explainer.tasks.problem import Problem
from explainer.tasks.review_words import AT, FILLER, OPINION, OTHER, words_of_kinds


@dataclass(frozen=True, eq=False)
class GateOnWords:
    """The means of a gate by kind of word, (m,), over half of the reviews.

    `opinion_unit` and `but_unit` are the units that differ most, between opinion words and fillers and between “but”
    and all other words, in the other half.
    """

    name: str
    means: Mapping[str, Array]
    opinion_unit: int
    but_unit: int


def gate_names(program: Program) -> tuple[str, ...]:
    """Return the gates of a cell, and its write gate where that is not one of them but, say, 1 - z."""
    gates = [line.name for line in program.cell.equations if line.role in GATES]
    write = write_gate(program)
    return tuple(dict.fromkeys([*gates, *([write] if write else [])]))


def measure_gates(layers: Sequence[Layer], problem: Problem, batch: Batch, layer: int) -> tuple[GateOnWords, ...]:
    """Return what each gate of a layer, counted from 0, does at words of each kind in a batch of reviews."""
    names = gate_names(layers[layer].program)
    if not names:
        return ()
    values = layer_values(layers, np.moveaxis(problem.dense(batch), 1, 2), layer,
                          lambda run: {name: run.values[name] for name in names})  # fmt: skip
    half = batch.x.shape[1] // 2
    chosen, measured = (_kinds(batch.columns(*ends)) for ends in ((0, half), (half, None)))
    return tuple(gate_on_words(name, values[name][:, :half], chosen, values[name][:, half:], measured)
                 for name in names)  # fmt: skip


def gate_on_words(
    name: str, first: Array, first_kinds: Mapping[str, NDArray[np.bool_]], second: Array,
    second_kinds: Mapping[str, NDArray[np.bool_]],
) -> GateOnWords:  # fmt: skip
    """Return the means of a gate's values in the second half, (T, B, m), with units chosen in the first."""
    before, found = ({kind: values[where].mean(axis=0) for kind, where in kinds.items()}
                     for values, kinds in ((first, first_kinds), (second, second_kinds)))  # fmt: skip
    return GateOnWords(name, found, _most_different(before, OPINION, FILLER), _most_different(before, AT, OTHER))


def verdict_moves(layers: Sequence[Layer], readout: Readout, problem: Problem, batch: Batch) -> dict[str, float]:
    """Return by how much a word of each kind moves the probability of the second class, up or down, on average."""
    scores = predict(layers, readout, problem.dense(batch), "each")  # (T, 2, B)
    start = np.broadcast_to(readout.predict(layers[-1].initial_state("h"))[:, None], scores.shape[1:])
    good = softmax(np.concatenate([start[None], scores]))[:, 1]  # (T + 1, B)
    moves = np.abs(np.diff(good, axis=0))  # (T, B)
    return {kind: float(moves[where].mean()) for kind, where in _kinds(batch).items()}


def _kinds(batch: Batch) -> Mapping[str, NDArray[np.bool_]]:
    assert batch.lengths is not None
    return words_of_kinds(batch.x, batch.lengths)


def _most_different(means: Mapping[str, Array], one: str, other: str) -> int:
    return int(np.abs(means[one] - means[other]).argmax())
