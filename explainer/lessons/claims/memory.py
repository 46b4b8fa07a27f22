"""Claims about memory and gradients: what reaches how far through time."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule, Trained
from explainer.lessons.claims.gradient_share import log_share
from explainer.lessons.claims.measures import score
from explainer.lessons.claims.sources import INTRO_3, LEC, LOY, PHI
from explainer.training.recipe import Recipe

CLAIMS = (
    Claim(
        "G01", "memory", "A plain RNN forgets what came early in a long sequence.", (PHI, LOY, INTRO_3, LEC),
        refuted_by="The RNN recalls the first symbol after 40 further ones as well as after 5.",
        varied="The number of steps between the first symbol and the question: 5 or 40.",
        measured="share of first symbols recalled after training",
        experiment=Trained(Recipe("recall", cell="RNN", m=32, rate=0.003, updates=400, device="cpu"), score),
        conditions={"gap 5": {"settings": {"gap": 5}}, "gap 40": {"settings": {"gap": 40}}},
        comparisons=(Comparison("a gap of 5 against one of 40", "gap 5", "gap 40"),),
        rule=Rule("above", 0.2),
        why="What the state holds of a symbol passes through one matrix and one tanh per step.",
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
)  # fmt: skip
