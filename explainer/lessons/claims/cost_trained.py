"""Claims about which of GRU and LSTM learns better, trained with the same recipe and the same seeds."""

from typing import Any

from explainer.lessons.claims.claim import Claim, Comparison, Rule, Trained
from explainer.lessons.claims.measures import score
from explainer.lessons.claims.merit import merit
from explainer.lessons.claims.sources import LOY, PHI
from explainer.training.recipe import Recipe

SAME = Recipe(m=16, keep="1", updates=400, batch=64, early=False, device="cpu")
"""What both cells have in common; the task, its settings and the cell are those of each condition."""
ADDING = {"task": "adding", "settings": {"length": 30}}
COUNTING = {"task": "counting", "settings": {"longest": 10, "beyond": 10}}
HOURLY = {"task": "hourly", "settings": {"lookback": 24, "target": "value"}, "schedule": "cosine"}
BRACKETS = {"task": "brackets", "settings": {"length": 40}}
PRONOUNS = {"task": "pronouns", "settings": {"length": 30}}
RECALL = {"task": "recall", "settings": {"gap": 20}}


def both_cells(tasks: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return a condition for each task and cell."""
    return {f"{name}, {cell}": {**changes, "cell": cell} for name, changes in tasks.items() for cell in ("GRU", "LSTM")}


def against(names: dict[str, dict[str, Any]]) -> tuple[Comparison, ...]:
    """Return the comparison of both cells on each task."""
    return tuple(Comparison(f"{name}: GRU against LSTM", f"{name}, GRU", f"{name}, LSTM") for name in names)


WINNERS = {"adding": ADDING, "counting": COUNTING, "electricity": HOURLY}
SWAPPED = {"brackets": BRACKETS, "he or she": PRONOUNS, "counting": COUNTING, "recall": RECALL}

CLAIMS = (
    Claim(
        "C05", "cost", "Neither GRU nor LSTM always wins: it depends on the task, so try both.", (PHI, LOY),
        refuted_by="No task is found on which the GRU is better, or none on which the LSTM is.",
        varied="The task, and the cell, with the same recipe.",
        measured="what was learned after 400 updates: a share of right answers, or −log2 of an error",
        experiment=Trained(SAME, merit),
        conditions=both_cells(WINNERS),
        comparisons=against(WINNERS),
        rule=Rule("above", 0.0, combine="flips"),
        why="A GRU finds two marked numbers sooner; an LSTM's cell state can count, which a state between −1 and 1 "
        "cannot.",
    ),
    Claim(
        "C07", "cost", "An LSTM's error of 0.270 % and a GRU's of 0.281 % on hourly loads are no real difference.",
        (LOY,),
        refuted_by="Over paired seeds the errors differ by more than these two, 4 %.",
        varied="The cell, with the same recipe, on the hourly load that comes with the program.",
        measured="difference of −log2 of the error (sMAPE) after 400 updates; 0.058 is the printed difference",
        experiment=Trained(SAME, merit),
        conditions=both_cells({"electricity": HOURLY}),
        comparisons=against({"electricity": HOURLY}),
        rule=Rule("within", 0.058),
        why="Most pairs differ by over 4 %, in both directions, so not even 16 of them tell whether the cells do.",
    ),
    Claim(
        "C08", "cost", "GRU and LSTM are interchangeable: swap one for the other and the result stays.", (LOY,),
        refuted_by="With the same recipe the shares of right answers differ by more than 5 points of 100.",
        varied="The task, and the cell, with the same recipe.",
        measured="share of right answers after 400 updates, GRU minus LSTM",
        experiment=Trained(SAME, score),
        conditions=both_cells(SWAPPED),
        comparisons=against(SWAPPED),
        rule=Rule("within", 0.05),
        expected="depends",
        why="Where both solve the task nothing changes; counting and a long gap tell them apart.",
    ),
)  # fmt: skip
