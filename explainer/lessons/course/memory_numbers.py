"""What lesson “Who remembers” computes: early answers, solved seeds, half-lives of a forget gate."""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from explainer.lessons.course.state import State
from explainer.lessons.first_symbol import first_symbol
from explainer.numerics.measures import half_life
from explainer.runs.experiment import FORGET_BIAS, GAPS, KEEP_BIASES, gap_variant
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.runs.measured import measured
from explainer.runs.shipped import shipped_run
from explainer.tasks.predictions import predict

STEPS = 10  # of the curve
EARLY, LATE = 1, 100  # when the question comes
GAP, OPEN, LONG_LAG = 20, 3.0, 160.0


def solved_at(name: str, gap: int) -> int:
    """Return how many of three seeds solved delayed recall at a gap, with one of KEEP_BIASES."""
    return measured(FORGET_BIAS.key).variants[gap_variant(name, gap)].solved


def reach(name: str) -> int:
    """Return the sum over the gaps of the seeds that solved it: the further one remembers, the more."""
    return sum(solved_at(name, gap) for gap in GAPS)


def of_solved(state: State) -> Mapping[str, object]:
    """Return the solved seeds of each bias, in the order of the gaps, and when and with what they were measured."""
    found = measured(FORGET_BIAS.key)
    names = {name: name.replace("bias ", "b").lower() for name in KEEP_BIASES}
    counts = {short: " / ".join(str(solved_at(name, gap)) for gap in GAPS) for name, short in names.items()}
    return {**counts, **of_updates(state), "gaps": " / ".join(map(str, GAPS)), "gate": gate_at(OPEN),
            "date": found.date, "torch": found.versions["torch"]}  # fmt: skip


def of_updates(state: State) -> Mapping[str, object]:
    """Return how many updates each seed had at the most."""
    return {"updates": FORGET_BIAS.base.updates}


@lru_cache(maxsize=8)
def early_answer(run: str, steps: int) -> float:
    """Return how often a run on delayed recall answers rightly when the question comes after so many steps."""
    weights = load_checkpoint(run, nearest_step(run, None))
    x = np.array(weights.problem.test.x[: steps + 1])  # (steps + 1, n, B)
    x[-1] = weights.problem.test.x[-1]  # the question
    found = predict(weights.layers, weights.readout, x, "last")
    return float((found.argmax(axis=0) == weights.problem.test.target).mean())


def gate_at(bias: float) -> float:
    """Return a gate with h and x at 0."""
    return 1.0 / (1.0 + math.exp(-bias))


def half_life_at(bias: float) -> float:
    """Return after how many steps half of c is gone, with h and x at 0."""
    return float(half_life(np.array([gate_at(bias)]))[0])


def bias_for(steps: float) -> float:
    """Return the bias at which half of c is gone after so many steps: the inverse of `half_life_at`."""
    gate = 0.5 ** (1.0 / steps)
    return math.log(gate / (1.0 - gate))


def of_task(state: State) -> Mapping[str, object]:
    """Return the gap and the shares of right answers."""
    lstm, rnn = shipped_run("recall-lstm"), shipped_run("recall-rnn")
    settings = lstm.recipe.settings
    return {
        "gap": settings["gap"], "guess": 1 / int(settings["symbols"]),
        "lstm": lstm.metric[lstm.steps[-1]], "rnn": rnn.metric[rnn.steps[-1]],
    }  # fmt: skip


def rnn_curve(state: State) -> tuple[float, ...]:
    """Return how often the symbol is read from the plain RNN's state after 0 to STEPS steps."""
    return held_in_state("RNN", STEPS + 1)


def held_in_state(cell: str, steps: int) -> tuple[float, ...]:
    """Return how often the first symbol is read from a cell's memory after each of the first steps."""
    right = next(one.right for one in first_symbol().networks if one.cell == cell)
    return tuple(map(float, right[:steps]))


def of_memory(state: State) -> Mapping[str, object]:
    """Return what c holds at the end of the gap, and how often the LSTM answers an early and a late question."""
    return {
        "held": min(held_in_state("LSTM", LATE)), "early": early_answer("recall-lstm", EARLY),
        "late": early_answer("recall-lstm", LATE), "steps": LATE,
    }  # fmt: skip


def first_winner(state: State) -> int:
    """Return which option is right: the LSTM with bias 0 solves more seeds at the short gap, the RNN, or neither."""
    lstm, rnn = (solved_at(name, GAP) for name in ("bias 0", "RNN"))
    return 2 if lstm == rnn else int(rnn > lstm)


def best_bias(state: State) -> int:
    """Return which option is right: the largest bias reaches furthest, the middle one does, or all the same."""
    low, middle, high = (reach(name) for name in ("bias 0", "bias 1", "bias 3"))
    return 2 if low == middle == high else int(middle > high)


def of_first(state: State) -> Mapping[str, object]:
    """Return how many seeds of the LSTM with bias 0 and of the plain RNN solved the short gap."""
    return {"lstm": solved_at("bias 0", GAP), "rnn": solved_at("RNN", GAP)}


def of_long_lag(state: State) -> Mapping[str, object]:
    """Return the lag, the gate that it needs, and the gates at two biases."""
    return {"steps": LONG_LAG, "needed": gate_at(bias_for(LONG_LAG)), "at3": gate_at(3.0), "at5": gate_at(5.0)}
