"""Claims about how gates are built, and which cell is another one in disguise: all exact."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.same_numbers import (
    distance_to_average,
    distance_to_dense_layer,
    distance_to_tied_lstm,
    gate_dependence,
)
from explainer.lessons.claims.sources import INTRO_3, LEC, LOY, PHI

CLAIMS = (
    Claim(
        "A14", "gates", "The update gate of a GRU does the work of an LSTM's forget and input gate.",
        (PHI, LOY, INTRO_3),
        refuted_by="The GRU's states differ from the memory of an LSTM with f = 1 − i and the same weights.",
        varied="The output of that LSTM: none, so that h = c, or its own output gate and tanh.",
        measured="largest difference between memory and state in 20 steps",
        experiment=Computed(distance_to_tied_lstm),
        conditions={output: {"output": output} for output in ("none", "its own")},
        comparisons=(
            Comparison("an LSTM that shows its memory", "none"),
            Comparison("an LSTM with its output gate", "its own"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        expected="depends",
        why="Keeping and writing are the same once both gates are tied; the output gate is what a GRU does not have.",
        seeds=4,
    ),
    Claim(
        "A16", "gates", "The state of a GRU is an exponentially weighted moving average of its candidates.", (LEC,),
        refuted_by="The last state differs from that average.",
        varied="The update gate, held at 0.9 or as computed; the weight of the average: z at each step, or its mean.",
        measured="largest difference between last state and average after 20 steps",
        experiment=Computed(distance_to_average),
        conditions={"held": {"z": 0.9}, "each step": {}, "one weight": {"fixed": True}},
        comparisons=(
            Comparison("z held at 0.9", "held"), Comparison("z as computed, a weight for each step", "each step"),
            Comparison("z as computed, one weight for all steps", "one weight"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="It is an average whose weight the data change at each step; with one fixed weight it is another number.",
        seeds=4,
    ),
    Claim(
        "A17", "gates", "The three gates of an LSTM have weights of their own and work alike.", (LEC,),
        refuted_by="New weights of one gate change another in the same step, or with equal weights two gates differ.",
        varied="The gate whose weights are replaced: input, forget or output gate.",
        measured="largest change of the other gates, plus largest difference of two gates with equal weights",
        experiment=Computed(gate_dependence),
        conditions={gate: {"gate": gate} for gate in "ifo"},
        comparisons=(
            Comparison("the input gate", "i"), Comparison("the forget gate", "f"), Comparison("the output gate", "o"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="Each is a sigmoid of x and h with its own matrices and bias; where it acts is all that differs.",
        seeds=4,
    ),
    Claim(
        "A22", "gates", "Each gate is a small neural network of its own.", (PHI,),
        refuted_by="A gate differs from one dense layer with a sigmoid on input and state joined.",
        varied="The gate: i, f and o of an LSTM, r and z of a GRU.",
        measured="largest difference between gate and dense layer in 20 steps",
        experiment=Computed(distance_to_dense_layer),
        conditions={
            f"{cell}, {gate}": {"cell": cell, "gate": gate}
            for cell, gates in (("LSTM", "ifo"), ("GRU", "rz")) for gate in gates
        },
        comparisons=tuple(
            Comparison(f"{gate} of the {cell}", f"{cell}, {gate}")
            for cell, gates in (("LSTM", "ifo"), ("GRU", "rz")) for gate in gates
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="It is one dense layer each: a network without a hidden layer.",
        seeds=4,
    ),
)  # fmt: skip
