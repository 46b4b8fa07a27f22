"""Whether one cell computes the same numbers as another, or as a formula: the largest difference, exactly."""

import numpy as np

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.held_gates import INPUTS, STEPS, UNITS, random_inputs, random_state, run_held
from explainer.numerics.initialisation import Params, init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import Hold, run_layer

TIED = Cell("tied LSTM", "", ("h", "c"), (
    *CELLS["CIFG"].equations[:3],
    Equation("c", "f * c_prev + i * g", "memory", "cell state: keep some, write some"),
    Equation("h", "c", "hidden", "hidden state: the whole memory is shown"),
), "An LSTM whose forget gate is 1 minus its input gate, without the output gate and the tanh behind it.")  # fmt: skip


def distance_to_rnn(condition: Condition, seed: int) -> float:
    """Return the largest difference between the states of a GRU with held gates and of an RNN with its candidate."""
    run = run_held("GRU", condition, seed)
    own = run.layer.params
    params = {"W_h": own["W_n"], "U_h": own["U_n"], "b_h": own["b_n"] + own["d_n"]}
    plain = Layer(lower(CELLS["RNN"]), params, run.layer.state)
    return largest_difference(run.values["h"], run_layer(plain, run.values["x"], None).values["h"])


def distance_to_perceptron(condition: Condition, seed: int) -> float:
    """Return the largest difference between a `cell`'s candidate, gates held, and one layer that reads x alone."""
    run = run_held(condition["cell"], condition, seed)
    own = run.layer.params
    return largest_difference(run.values["n"], np.tanh(run.values["x"] @ own["W_n"].T + own["b_n"]))


def distance_to_tied_lstm(condition: Condition, seed: int) -> float:
    """Return the largest difference between the memory of a tied LSTM and the state of a GRU with r = 1.

    The GRU's update gate has the negative weights of the input gate, so that z = 1 - i. The condition has the LSTM's
    `output`: "its own" (o and a tanh, as in the CIFG) or "none" (h = c).
    """
    program = lower(CELLS["CIFG"] if condition["output"] == "its own" else TIED)
    params = init_params(program, INPUTS, UNITS, seed)
    x, gru = random_inputs(seed, STEPS), lower(CELLS["GRU"])
    held = Layer(gru, gru_of_tied(params), holds=(Hold("r", 0, 1.0),))
    memory = run_layer(Layer(program, params), x, None).values["c"]
    return largest_difference(memory, run_layer(held, x, None).values["h"])


def gru_of_tied(params: Params) -> Params:
    """Return the parameters of the GRU that keeps and writes as a tied LSTM does; what r would read is 0."""
    found = {f"{kind}_z": -params[f"{kind}_i"] for kind in "WUb"} | {f"{kind}_n": params[f"{kind}_g"] for kind in "WUb"}
    found |= {f"{kind}_r": np.zeros_like(params[f"{kind}_i"]) for kind in "WUb"}
    return found | {f"d_{gate}": np.zeros(UNITS) for gate in "rzn"}


def distance_to_average(condition: Condition, seed: int) -> float:
    """Return the largest difference between a GRU's last state and an exponentially weighted average of candidates.

    The average gives the candidate of a step the weight 1 - z, times each later z (pandas: ewm(alpha=1 - z,
    adjust=False), from a state of zeros). z is held by the condition, or as drawn; `fixed` takes its mean over time.
    """
    run = run_held("GRU", condition, seed, state=np.zeros(UNITS))
    z, n = run.values["z"], run.values["n"]
    if condition.get("fixed"):
        z = np.broadcast_to(z.mean(axis=0), z.shape)
    later = np.cumprod(np.concatenate([z[1:], np.ones((1, UNITS))])[::-1], axis=0)[::-1]  # (T, m)
    return largest_difference(run.values["h"][-1], ((1 - z) * later * n).sum(axis=0))


def distance_to_dense_layer(condition: Condition, seed: int) -> float:
    """Return the largest difference between a `gate` of a `cell` and one dense sigmoid layer on x and h_prev joined."""
    run = run_held(condition["cell"], {}, seed)
    gate, own = condition["gate"], run.layer.params
    matrix = np.concatenate([own[f"W_{gate}"], own[f"U_{gate}"]], axis=1)  # (m, n + m)
    read = np.concatenate([run.values["x"], run.values["h_prev"]], axis=1)  # (T, n + m)
    bias = own[f"b_{gate}"] + own.get(f"d_{gate}", 0.0)
    return largest_difference(run.values[gate], 1 / (1 + np.exp(-(read @ matrix.T + bias))))


def gate_dependence(condition: Condition, seed: int) -> float:
    """Return how much an LSTM's `gate` depends on the weights of the others, plus how much it works otherwise.

    The first is the largest change of the others in a step when the gate's weights are drawn anew; the second its
    largest difference to another gate when it has that one's weights.
    """
    program, gate, x = lower(CELLS["LSTM"]), condition["gate"], random_inputs(seed, 1)
    params, others = init_params(program, INPUTS, UNITS, seed), [name for name in "ifo" if name != condition["gate"]]
    start = {"h": random_state(seed, 0), "c": random_state(seed, 1)}
    drawn, anew = init_params(program, INPUTS, UNITS, seed + 5000), {f"{kind}_{gate}" for kind in "WUb"}
    before, after, alike = (
        run_layer(Layer(program, params | changed, start), x, None).values
        for changed in ({}, {name: drawn[name] for name in anew},
                        {f"{kind}_{gate}": params[f"{kind}_{others[0]}"] for kind in "WUb"})
    )  # fmt: skip
    changes = max(largest_difference(before[name], after[name]) for name in others)
    return changes + largest_difference(alike[gate], alike[others[0]])


def largest_difference(one: Array, other: Array) -> float:
    """Return the largest difference between two arrays of numbers."""
    return float(np.abs(one - other).max())
