"""Claims about biases, normalisation, regularisation and the start of a cell."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule, Trained
from explainer.lessons.claims.gradient_share import log_share
from explainer.lessons.claims.measures import log_error, score, updates_to_solve
from explainer.lessons.claims.sources import HAF, KER
from explainer.training.recipe import Recipe

GAPS = (10, 20, 40)
TASKS = ("brackets", "parity", "latch")

CLAIMS = (
    Claim(
        "H06", "advice", "A network that trains with its own outputs writes better than one with the right ones alone.",
        (HAF, KER),
        refuted_by="After as many updates it writes no more words without an error.",
        varied="The share of right symbols that the decoder reads while it learns to reverse words: all, or half.",
        measured="share of unseen words that are written without an error after 500 updates",
        experiment=Trained(
            Recipe("translate", {"pairs": "reverse"}, "LSTM", m=48, keep="3", batch=128, updates=500,
                   early=False, device="cpu"), score),
        conditions={"all right": {"teacher_forcing": 1.0}, "half its own": {"teacher_forcing": 0.5}},
        comparisons=(Comparison("half against all", "half its own", "all right"),),
        expected="does not hold",
        why="Own outputs are mostly wrong at first, so what the decoder learns to read after them is noise.",
        seeds=8,
    ),
    Claim(
        "H07", "advice", "Layer normalisation speeds up learning.", (HAF,),
        refuted_by="On one of three tasks a normalised LSTM needs as many updates.",
        varied="An LSTM with and without layer normalisation, on brackets, parity and a latch.",
        measured="updates until the task is solved, 400 at the most",
        experiment=Trained(Recipe("brackets", m=16, updates=400, device="cpu"), updates_to_solve),
        conditions={
            f"{cell}, {task}": {"task": task, "cell": cell} for task in TASKS for cell in ("LSTM", "LSTM-norm")
        },
        comparisons=tuple(Comparison(f"on {task}", f"LSTM-norm, {task}", f"LSTM, {task}") for task in TASKS),
        rule=Rule("below"),
        expected="depends",
        why="It was expected to help large networks alone; the evened sums help small ones on short tasks too.",
        seeds=12,
    ),
    Claim(
        "H11", "advice", "A learned initial state helps.", (HAF,),
        refuted_by="The error over all steps is the same when the state starts at zero.",
        varied="Whether the initial state is zero or learned, in an LSTM and a GRU.",
        measured="error of the next value of a sine after 150 updates, as a power of ten",
        experiment=Trained(Recipe("sine", m=16, updates=150, early=False, device="cpu"), log_error),
        conditions={
            f"{cell}, {name}": {"cell": cell, "learned_start": name == "learned"}
            for cell in ("LSTM", "GRU") for name in ("zero", "learned")
        },
        comparisons=tuple(
            Comparison(f"in the {cell}", f"{cell}, learned", f"{cell}, zero") for cell in ("LSTM", "GRU")
        ),
        rule=Rule("below"),
        why="Only the first steps can use it, so what is gained is small where sequences are long.",
        seeds=12,
    ),
    Claim(
        "H12", "advice", "A forget bias of 1 lets an LSTM learn long dependencies.", (HAF,),
        refuted_by="At one of three gaps it recalls a symbol no better than with a bias of 0.",
        varied="The initial bias of the forget gate, 1 or 0, and a gap of 10, 20 or 40 steps.",
        measured="share of symbols recalled after the gap",
        experiment=Trained(Recipe("recall", cell="LSTM", m=16, updates=400, device="cpu"), score),
        conditions={
            f"bias {keep}, gap {gap}": {"keep": keep, "settings": {"gap": gap}} for gap in GAPS for keep in ("1", "0")
        },
        comparisons=tuple(Comparison(f"a gap of {gap}", f"bias 1, gap {gap}", f"bias 0, gap {gap}") for gap in GAPS),
        rule=Rule("above", 0.1),
        expected="depends",
        why="A bias of 1 opens the gate to 0.73, of which a thousandth is left after 22 steps.",
        seeds=12,
    ),
    Claim(
        "H13", "advice", "Start the reset gate of a GRU with a bias of −1, so that it remembers longer.", (HAF,),
        refuted_by="The gradient that is left after 50 steps is not ten times larger with it.",
        varied="The initial bias of the reset gate: −1 or 0.",
        measured="gradient left after 50 steps back, as a power of ten",
        experiment=Computed(log_share),
        conditions={f"reset bias {b:g}": {"cell": "GRU", "length": 51, "biases": {"b_r": b}} for b in (-1.0, 0.0)},
        comparisons=(Comparison("a bias of −1 against 0", "reset bias -1", "reset bias 0"),),
        rule=Rule("above", 1.0),
        expected="does not hold",
        why="What is kept is decided by z; the reset gate only weakens what the candidate sees of the past.",
    ),
    Claim(
        "H14", "advice", "Regularise with recurrent dropout or zoneout.", (HAF,),
        refuted_by="The error on unseen hours is not smaller with them.",
        varied="Recurrent dropout of 0.25, zoneout of 0.1, or neither.",
        measured="error of the electricity load on unseen hours after 400 updates, as a power of ten",
        experiment=Trained(
            Recipe("hourly", cell="LSTM", m=16, batch=128, updates=400, schedule="cosine", early=False, device="cpu"),
            log_error),
        conditions={"plain": {}, "dropout": {"dropout": 0.25}, "zoneout": {"zoneout": 0.1}},
        comparisons=(Comparison("dropout", "dropout", "plain"), Comparison("zoneout", "zoneout", "plain")),
        rule=Rule("below"),
        expected="depends",
        why="They help where a network learns its data by heart; a small one with two years of hours does not.",
        seeds=12,
    ),
)  # fmt: skip
