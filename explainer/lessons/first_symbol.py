"""Three trained networks read one sequence of delayed recall: their states, and how well these hold the first symbol.

At each step a probe is fitted by least squares to the states of FITTED_ON sequences, and reads the first symbol from
those of HELD_OUT others. This takes seconds, so the counts are shipped; count_first_symbol.py makes them again.
"""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.numerics.batch_values import layer_values
from explainer.numerics.linear_probe import count_right
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.tasks.probe import sequence
from explainer.tasks.problem import held_out

RUNS = ("recall-lstm", "recall-gru", "recall-rnn")
FITTED_ON, HELD_OUT = 1024, 2048
SEED = 0  # of the sequences that the probes are fitted on
COUNTS = files("explainer") / "data" / "first_symbol.json"


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network that has read the sequence: the name of its state, its values (T, m), and its probe's score.

    `right` (T,) is the share of held-out sequences whose first symbol is read from the state after each step.
    """

    cell: str
    state: str
    values: Array
    right: Array


@dataclass(frozen=True, eq=False)
class FirstSymbol:
    """The sequence that all networks read, a symbol for each step, and the networks; `guess` is right by chance."""

    symbols: tuple[str, ...]
    networks: tuple[Network, ...]
    guess: float

    @cached_property
    def most_by_chance(self) -> float:
        """The share up to which a probe is no better than a guess: four standard deviations above it."""
        return float(self.guess + 4 * np.sqrt(self.guess * (1 - self.guess) / HELD_OUT))


@cache
def first_symbol() -> FirstSymbol:
    """Return the shipped runs' networks on the first sequence of their test set, with the shipped counts."""
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    weights = [shipped(run) for run in RUNS]
    problem = weights[0].problem
    networks = (_network(one, np.array(counts[one.run]["right"])) for one in weights)
    return FirstSymbol(sequence(problem).labels, tuple(networks), problem.baseline)


def shipped(run: str) -> Checkpoint:
    """Return the last checkpoint of a shipped run."""
    return load_checkpoint(run, nearest_step(run, None))


def state_of(weights: Checkpoint) -> str:
    """Return the state that a network carries along its memory, h where it carries none."""
    return carried_state(weights.layers[0].program) or "h"


def _network(weights: Checkpoint, right: NDArray[np.int64]) -> Network:
    state = state_of(weights)
    run = trace(weights.layers, sequence(weights.problem).x)
    return Network(weights.cell, state, run.layers[0].values[state], right / HELD_OUT)


def count(weights: Checkpoint) -> NDArray[np.int64]:
    """Return of how many held-out sequences the first symbol is read from the state after each step, (T,)."""
    problem = weights.problem
    fitted, others = problem.draw(np.random.default_rng(SEED), FITTED_ON), held_out(problem.draw, HELD_OUT)
    states = [_states(weights, batch.x) for batch in (fitted, others)]
    return count_right(states[0], fitted.target, states[1], others.target, problem.k)


def _states(weights: Checkpoint, x: NDArray[np.float32]) -> Array:
    """Return the states of a batch (T, n, B) at each step, (T, B, m)."""
    state = state_of(weights)
    return layer_values(weights.layers, np.moveaxis(x, 1, 2), 0, lambda run: {state: run.values[state]})[state]
