"""Claims about optimisers, clipping and losses."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule, Trained
from explainer.lessons.claims.descent import clipped_angle, growth_with_length, smallest_curvature
from explainer.lessons.claims.measures import late_gain, log_error, rising_share, score
from explainer.lessons.claims.sources import HAF, INTRO_1, INTRO_2, LOY
from explainer.training.recipe import Recipe

BRACKETS = Recipe("brackets", cell="LSTM", m=16, updates=150, early=False, device="cpu")
SGD_RATES = (0.03, 0.1, 0.3, 1.0)

CLAIMS = (
    Claim(
        "H01", "advice", "Adam trains a recurrent network better than plain gradient descent.", (HAF,),
        refuted_by="At one of four learning rates, gradient descent counts brackets as well after 150 updates.",
        varied="The optimiser: Adam at 0.01, or gradient descent at 0.03, 0.1, 0.3 or 1.",
        measured="share of bracket depths that are right after 150 updates",
        experiment=Trained(BRACKETS, score),
        conditions={
            "Adam": {"optimiser": "adam", "rate": 0.01},
            **{f"SGD, rate {rate:g}": {"optimiser": "sgd", "rate": rate} for rate in SGD_RATES},
        },
        comparisons=tuple(
            Comparison(f"Adam against gradient descent at {rate:g}", "Adam", f"SGD, rate {rate:g}")
            for rate in SGD_RATES
        ),
        why="Adam's step has a size of its own for each weight; a well chosen rate of plain descent comes close.",
        seeds=12,
    ),
    Claim(
        "H02", "advice", "Clipping keeps a spike of the gradient from ruining the weights.", (HAF,),
        refuted_by="Without clipping the error after training is no larger than with it.",
        varied="Clipping by norm at 1 or none, in a ReLU network with usual weights, and two or three times as large.",
        measured="error of the next value of a sine after 150 updates, as a power of ten",
        experiment=Trained(
            Recipe("sine", cell="RNN-ReLU", m=16, keep="as drawn", optimiser="sgd", rate=0.1, updates=150,
                   early=False, device="cpu"), log_error),
        conditions={
            f"{clip}, scale {scale:g}": {"clip": clip, "scale": scale}
            for scale in (1.0, 2.0, 3.0) for clip in ("norm", "none")
        },
        comparisons=(
            Comparison("usual initial weights", "norm, scale 1", "none, scale 1"),
            Comparison("weights twice as large", "norm, scale 2", "none, scale 2"),
            Comparison("weights three times as large", "norm, scale 3", "none, scale 3"),
        ),
        rule=Rule("below", -0.1),
        expected="depends",
        changed="Weights three times as large and more seeds were added after a first result.",
        why="Where the recurrent weights do not make gradients grow there is no spike to be clipped.",
        seeds=32,
    ),
    Claim(
        "H03", "advice", "Clipping keeps the direction of a gradient and changes its length alone.", (LOY,),
        refuted_by="The clipped gradient points another way.",
        varied="The kind of clipping: of the whole norm, or of each number.",
        measured="angle in degrees between a gradient before and after clipping",
        experiment=Computed(clipped_angle),
        conditions={"norm": {"clip": "norm"}, "value": {"clip": "value"}},
        comparisons=(Comparison("clipping by norm", "norm"), Comparison("clipping each number", "value")),
        rule=Rule("within", 1e-4, exact=True),
        expected="depends",
        why="One factor for all numbers keeps their proportions; a limit for each number cuts the large ones alone.",
        seeds=4,
    ),
    Claim(
        "H04", "advice", "Divide the summed loss by its number of steps, so that one learning rate fits any length.",
        (HAF,),
        refuted_by="The gradient of the averaged loss grows with the length nearly as much as that of the sum.",
        varied="The loss: the squared errors of all steps summed, or averaged.",
        measured="how many times larger the gradient is with 160 steps than with 20, as a power of ten",
        experiment=Computed(growth_with_length),
        conditions={"sum": {"mean": False}, "mean": {"mean": True}},
        comparisons=(Comparison("the sum against the mean", "sum", "mean"),),
        rule=Rule("above", 0.3),
        why="Each step adds a similar gradient, and a sum of eight times as many is about eight times as long.",
    ),
    Claim(
        "H05", "advice", "Train longer: small gains of the loss late in training still matter.", (HAF,),
        refuted_by="In the second half, in which the loss hardly falls, hardly one string in a hundred more is right.",
        varied="Nothing; the first half of 600 updates is compared with the second.",
        measured="share of strings of aⁿbⁿ that are right only after the second half",
        experiment=Trained(
            Recipe("counting", cell="LSTM", m=16, rate=0.003, updates=600, early=False, device="cpu"), late_gain
        ),
        conditions={"second half": {}},
        comparisons=(Comparison("the second half of the updates", "second half"),),
        rule=Rule("above", 0.01),
        why="A string counts only where every step is right, and the last wrong steps cost little loss.",
        seeds=12,
    ),
    Claim(
        "H22", "advice", "Gradient descent lowers the loss at every update.", (INTRO_2,),
        refuted_by="One update in a hundred is followed by a higher training loss.",
        varied="The learning rate of gradient descent on small batches: 0.01 or 0.3.",
        measured="share of updates after which the training loss is higher than before",
        experiment=Trained(
            Recipe("sine", cell="RNN", m=16, keep="as drawn", optimiser="sgd", updates=100, early=False, device="cpu"),
            rising_share,
        ),
        conditions={"rate 0.01": {"rate": 0.01}, "rate 0.3": {"rate": 0.3}},
        comparisons=(Comparison("a rate of 0.01", "rate 0.01"), Comparison("a rate of 0.3", "rate 0.3")),
        rule=Rule("below", 0.01),
        expected="does not hold",
        why="Each update sees another batch, so the loss falls on average and not each time.",
        seeds=12,
    ),
    Claim(
        "H23", "advice", "Where the derivative is zero there is a minimum.", (INTRO_1,),
        refuted_by="At weights where the gradient is zero the loss falls in some direction.",
        varied="The number of steps of a network whose weights are all zero: 1 or 5.",
        measured="smallest curvature there, as a share of the largest",
        experiment=Computed(smallest_curvature),
        conditions={"1 step": {"steps": 1}, "5 steps": {"steps": 5}},
        comparisons=(Comparison("one step", "1 step"), Comparison("five steps", "5 steps")),
        rule=Rule("above", -1e-3, exact=True),
        expected="does not hold",
        why="With all weights at zero the gradient is zero too, and yet this is a saddle: two weights help together.",
        seeds=8,
    ),
)  # fmt: skip
