"""Claims about what a gate does that are exact: they hold for any numbers, or for none."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.held_gates import (
    effect_of_input,
    forgetting_error,
    largest_of_drawn,
    largest_value,
    share_of_past,
)
from explainer.lessons.claims.same_numbers import distance_to_perceptron, distance_to_rnn
from explainer.lessons.claims.sources import D2L, INTRO_3, KOS, LEC, LOY, PHI
from explainer.lessons.claims.tripled_state import log_size_of_tripled

CLAIMS = (
    Claim(
        "A01", "gates", "A gate lies between 0 and 1: 0 forgets all, 1 keeps all.", (PHI, LEC, INTRO_3),
        refuted_by="A gate's value is 0, 1 or beyond, or the held gate passes another share of the old cell state on.",
        varied="The forget gate: held at 0, held at 1, or as computed with weights five times as large as usual.",
        measured="difference between the held gate and the share that passes; share of values that are not inside",
        experiment=Computed(forgetting_error),
        conditions={"f = 0": {"f": 0.0}, "f = 1": {"f": 1.0}, "all gates": {}},
        comparisons=(
            Comparison("the forget gate held at 0", "f = 0"), Comparison("the forget gate held at 1", "f = 1"),
            Comparison("the values of all gates", "all gates"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="A sigmoid lies between 0 and 1, and the old cell state is multiplied by it.",
        seeds=4,
    ),
    Claim(
        "A02", "gates", "tanh keeps values small; without it a state that is tripled at each step explodes.",
        (PHI, D2L),
        refuted_by="After 50 steps both states are above 1, or neither is.",
        varied="A tanh after each tripling, or none.",
        measured="largest unit after 50 steps, as a power of ten",
        experiment=Computed(log_size_of_tripled),
        conditions={"tanh": {"tanh": True}, "none": {"tanh": False}},
        comparisons=(Comparison("with tanh", "tanh"), Comparison("without tanh", "none")),
        rule=Rule("above", 0.0, exact=True, combine="flips"),
        why="tanh bounds each value by 1; where it saturates, its slope is near 0, and so is the gradient through it.",
        seeds=4,
    ),
    Claim(
        "A03", "gates", "The values in an LSTM are kept within bounds.", (PHI,),
        refuted_by="A value goes beyond 1.",
        varied="Which value is looked at, cell state or hidden state, with f, i and g held at 1 for 1,000 steps.",
        measured="largest size of a value",
        experiment=Computed(largest_value),
        conditions={value: {"value": value, "f": 1.0, "i": 1.0, "g": 1.0} for value in "ch"},
        comparisons=(Comparison("the cell state", "c"), Comparison("the hidden state", "h")),
        rule=Rule("within", 1.0, exact=True),
        expected="depends",
        why="h passes a tanh and a gate; c is a sum that grows by up to 1 at each step.",
        seeds=4,
    ),
    Claim(
        "A04", "gates", "The state of a GRU stays between −1 and 1.", (D2L,),
        refuted_by="A unit of the state goes beyond 1, from a state of zeros.",
        varied="The size of all weights: as drawn, 10 or 50 times as large.",
        measured="largest size of a unit in 200 steps of random inputs",
        experiment=Computed(largest_of_drawn),
        conditions={f"times {k}": {"cell": "GRU", "value": "h", "scale": float(k)} for k in (1, 10, 50)},
        comparisons=tuple(Comparison(f"weights times {k}", f"times {k}") for k in (1, 10, 50)),
        rule=Rule("within", 1.0, exact=True),
        why="Each new state lies between the old one and a candidate, which is a tanh.",
        seeds=4,
    ),
    Claim(
        "A07", "gates", "The reset gate decides how much of the past is forgotten.", (PHI, KOS, LOY),
        refuted_by="With r = 0 a hundredth or more of the difference between two pasts is left in the new state.",
        varied="The update gate, held at 0, 0.5 or 1, while the reset gate is held at 0.",
        measured="share of the difference between two old states that is left after one step",
        experiment=Computed(share_of_past),
        conditions={f"z = {z:g}": {"r": 0.0, "z": z} for z in (0.0, 0.5, 1.0)},
        comparisons=tuple(Comparison(f"r = 0 and z = {z:g}", f"z = {z:g}") for z in (0.0, 0.5, 1.0)),
        rule=Rule("below", 0.01, exact=True),
        expected="depends",
        why="r decides what the candidate sees of the past; how much of it stays in the state is decided by z.",
        seeds=4,
    ),
    Claim(
        "A10", "gates", "With a reset gate of 1 a GRU is a plain RNN again.", (D2L,),
        refuted_by="Its states differ from those of an RNN with the weights of its candidate.",
        varied="The update gate, held at 0, held at 0.5 or as computed, while the reset gate is held at 1.",
        measured="largest difference between both states in 20 steps",
        experiment=Computed(distance_to_rnn),
        conditions={"z = 0": {"r": 1.0, "z": 0.0}, "z = 0.5": {"r": 1.0, "z": 0.5}, "z as computed": {"r": 1.0}},
        comparisons=(
            Comparison("r = 1 and z = 0", "z = 0"), Comparison("r = 1 and z = 0.5", "z = 0.5"),
            Comparison("r = 1 and z as computed", "z as computed"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        expected="depends",
        why="r = 1 makes the candidate that of an RNN; the update gate has to be 0 too, so that nothing else is left.",
        seeds=4,
    ),
    Claim(
        "A11", "gates", "With a reset gate of 0 the candidate is a perceptron that reads the input alone.", (D2L,),
        refuted_by="The candidate differs from one layer that reads x alone.",
        varied="The reset gate, held at 0, in both kinds of GRU: reset after the product (PyTorch) or before it (Cho).",
        measured="largest difference between candidate and layer in 20 steps",
        experiment=Computed(distance_to_perceptron),
        conditions={cell: {"cell": cell, "r": 0.0} for cell in ("GRU", "GRU-Cho")},
        comparisons=(Comparison("reset after the product", "GRU"), Comparison("reset before it", "GRU-Cho")),
        rule=Rule("within", 1e-12, exact=True),
        why="r multiplies all that the candidate sees of the past, in PyTorch a bias too.",
        seeds=4,
    ),
    Claim(
        "A12", "gates", "With an update gate near 1 a GRU ignores its input: it skips the step.", (D2L,),
        refuted_by="An input moves the state a twentieth as far as with z = 0, or further.",
        varied="The update gate: held at 1 or at 0.99.",
        measured="how far two inputs move the state apart, as a share of that with z = 0",
        experiment=Computed(effect_of_input),
        conditions={f"z = {z:g}": {"z": z} for z in (1.0, 0.99)},
        comparisons=tuple(Comparison(f"z = {z:g}", f"z = {z:g}") for z in (1.0, 0.99)),
        rule=Rule("below", 0.05, exact=True),
        why="The input enters through the candidate, which is multiplied by 1 − z.",
        seeds=4,
    ),
    Claim(
        "A23", "gates", "The candidate lies between −1 and 1: it is what could be added to the memory.", (PHI, D2L),
        refuted_by="A candidate goes beyond 1.",
        varied="The cell, LSTM or GRU, and the size of all weights: as drawn or 10 times as large.",
        measured="largest size of a unit of the candidate in 200 steps of random inputs",
        experiment=Computed(largest_of_drawn),
        conditions={
            f"{cell}, {k}": {"cell": cell, "value": value, "scale": float(k)}
            for cell, value in (("LSTM", "g"), ("GRU", "n")) for k in (1, 10)
        },
        comparisons=tuple(
            Comparison(f"{cell}, weights times {k}", f"{cell}, {k}") for cell in ("LSTM", "GRU") for k in (1, 10)
        ),
        rule=Rule("within", 1.0, exact=True),
        why="It is a tanh.",
        seeds=4,
    ),
)  # fmt: skip
