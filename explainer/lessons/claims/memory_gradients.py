"""Claims about gradients: how much of them is left after many steps back, and along which path it came."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.gradient_growth import growth_per_step
from explainer.lessons.claims.gradient_of_sum import log_share_of_cell
from explainer.lessons.claims.gradient_share import early_share, log_share
from explainer.lessons.claims.sources import D2L, INTRO_2, KOS, LEC, LOY, PHI

CLAIMS = (
    Claim(
        "G02", "memory", "A gradient gets smaller the further it goes back through time.", (PHI, LOY, D2L),
        refuted_by="After 10, 20 or 50 steps back a tenth of the gradient or more is left.",
        varied="How many steps the gradient goes back in a plain RNN that was just drawn: 10, 20 or 50.",
        measured="gradient left at the first input, as a power of ten",
        experiment=Computed(log_share),
        conditions={f"{k} steps": {"cell": "RNN", "length": k + 1} for k in (10, 20, 50)},
        comparisons=tuple(Comparison(f"{k} steps back", f"{k} steps") for k in (10, 20, 50)),
        rule=Rule("below", -1.0),
        why="Each step back multiplies by the recurrent matrix and by the slope of tanh, which both shrink it here.",
    ),
    Claim(
        "G03", "memory", "The early steps hardly change the weights, so they stop learning.", (PHI,),
        refuted_by="The first 10 of 50 steps make a hundredth of the gradient of the recurrent weights or more.",
        varied="Cell and loss: an RNN with a loss at the last step or at each, an LSTM with a forget bias of 3.",
        measured="share of the first 10 of 50 steps in the gradient of the recurrent weights",
        experiment=Computed(early_share),
        conditions={
            "RNN, last": {"cell": "RNN", "length": 50},
            "RNN, each": {"cell": "RNN", "length": 50, "loss": "each"},
            "LSTM, last": {"cell": "LSTM", "bias": 3.0, "length": 50},
        },
        comparisons=(
            Comparison("an RNN with its loss at the last step", "RNN, last"),
            Comparison("an RNN with a loss at each step", "RNN, each"),
            Comparison("an LSTM with its loss at the last step", "LSTM, last"),
        ),
        rule=Rule("below", 0.01),
        expected="depends",
        why="All steps share one set of weights, which goes on learning; what vanishes is the part of far steps in it.",
    ),
    Claim(
        "G04", "memory", "Gradients shrink or grow exponentially with the length, as the recurrent weights decide.",
        (LOY, D2L, INTRO_2),
        refuted_by="With small and with large recurrent weights the gradient goes the same way.",
        varied="The spectral radius of the recurrent matrix, 0.5, 1.5 or 3, of a plain RNN with and without its tanh.",
        measured="change of the gradient per step back, as a power of ten",
        experiment=Computed(growth_per_step),
        conditions={
            **{f"linear, {radius}": {"tanh": False, "radius": radius} for radius in (0.5, 1.5)},
            **{f"tanh, {radius}": {"tanh": True, "radius": radius} for radius in (0.5, 1.5, 3.0)},
        },
        comparisons=(
            *(Comparison(f"without tanh, radius {radius}", f"linear, {radius}") for radius in (0.5, 1.5)),
            *(Comparison(f"with tanh, radius {radius}", f"tanh, {radius}") for radius in (0.5, 1.5, 3.0)),
        ),
        rule=Rule("above", 0.0, combine="flips"),
        why="Without tanh the rate is the logarithm of the radius; the slope of tanh, at most 1, pulls it down.",
    ),
    Claim(
        "G06", "memory", "An LSTM does not suffer from vanishing gradients.", (LEC,),
        refuted_by="After 100 steps less than a hundredth of the gradient is left.",
        varied="The initial bias of the forget gate: 0, 1 or 3.",
        measured="gradient left after 100 steps back, as a power of ten",
        experiment=Computed(log_share),
        conditions={f"bias {b}": {"cell": "LSTM", "bias": float(b), "length": 101} for b in (0, 1, 3)},
        comparisons=tuple(Comparison(f"a forget bias of {b}", f"bias {b}") for b in (0, 1, 3)),
        rule=Rule("above", -2.0),
        expected="depends",
        why="The gradient along c is multiplied by f at each step, so a gate that is half open halves it.",
    ),
    Claim(
        "G08", "memory", "The update gate lets a GRU copy all of the past, so its gradients do not vanish.",
        (KOS, LOY, D2L),
        refuted_by="After 100 steps less than a hundredth of the gradient is left.",
        varied="The initial bias of the update gate: 0, 1, 3 or 5.",
        measured="gradient left after 100 steps back, as a power of ten",
        experiment=Computed(log_share),
        conditions={f"bias {b}": {"cell": "GRU", "bias": float(b), "length": 101} for b in (0, 1, 3, 5)},
        comparisons=tuple(Comparison(f"an update bias of {b}", f"bias {b}") for b in (0, 1, 3, 5)),
        rule=Rule("above", -2.0),
        why="The gate can copy, but only once it is nearly open: as it is drawn it lets through half per step.",
    ),
    Claim(
        "G09", "memory", "Gradients survive in gated cells because the old state is added and not only multiplied.",
        (LOY,),
        refuted_by="With the sum at most a hundred times as much of the gradient is left as without it.",
        varied="Whether an update-gate network adds z times the old state, and the initial bias of z: 0, 1 or 3.",
        measured="gradient left after 50 steps back with the sum, more than without it, as a power of ten",
        experiment=Computed(log_share_of_cell),
        conditions={
            f"{name}, {b}": {"sum": name == "sum", "bias": float(b)} for name in ("sum", "product") for b in (0, 1, 3)
        },
        comparisons=tuple(Comparison(f"an update bias of {b}", f"sum, {b}", f"product, {b}") for b in (0, 1, 3)),
        rule=Rule("above", 2.0),
        expected="depends",
        changed="Another comparison was made at first, in which leaving the sum for one step counted as no sum.",
        why="Along the sum the gradient is worth the product of all update gates; without it each step has a matrix.",
    ),
)  # fmt: skip
