"""Claims about what gates learn: networks are trained, and their gates measured on the test set."""

from explainer.lessons.claims.claim import Claim, Comparison, Rule, Trained
from explainer.lessons.claims.learned_gates import (
    forget_at_new_subject,
    keep_and_write_correlation,
    keep_at_but,
    keep_at_noise,
    keep_of_best_units,
    reset_more_than_update,
    write_on_keywords,
)
from explainer.lessons.claims.sources import D2L, INTRO_3, KOS, LOY, PHI
from explainer.training.recipe import Recipe

REVIEWS = Recipe("reviews", {"longest": 24}, cell="GRU", m=16, updates=1000, device="cpu")
SYMBOLS = Recipe("latch", cell="GRU", m=16, updates=400, device="cpu")

CLAIMS = (
    Claim(
        "A06", "gates", "Gates learn which words of a text matter.", (PHI, LOY),
        refuted_by="The gate that writes opens at opinion words at most one and a half times as far as at fillers.",
        varied="The cell that learns whether a product review is good or bad: LSTM or GRU.",
        measured="mean write gate (i, or 1 − z) at opinion words, as a multiple of that at fillers",
        experiment=Trained(REVIEWS, write_on_keywords),
        conditions={cell: {"cell": cell} for cell in ("LSTM", "GRU")},
        comparisons=tuple(Comparison(cell, cell) for cell in ("LSTM", "GRU")),
        rule=Rule("above", 1.5),
        why="As a mean of all units the gate opens about a tenth further; half as far again was expected.",
    ),
    Claim(
        "A08", "gates", "Where only the end of a text matters, it is the reset gate that washes out the past.", (KOS,),
        refuted_by="At “but”, after which a review starts anew, the update gate falls as far as the reset gate.",
        varied="Nothing: a GRU learns reviews in which the part after “but” decides.",
        measured="how much further the reset gate falls at “but” than the update gate",
        experiment=Trained(REVIEWS, reset_more_than_update),
        conditions={"GRU": {}},
        comparisons=(Comparison("reset gate against update gate", "GRU"),),
        rule=Rule("above"),
        expected="does not hold",
        why="r only hides the past from the candidate; to drop it from the state, z has to fall.",
    ),
    Claim(
        "A09", "gates", "Where the beginning of a text matters, the update gate goes to 1.", (KOS,),
        refuted_by="Even in the units that keep most the update gate stays below 0.9 between symbol and question.",
        varied="The gap between the first symbol and the question: 10 or 20 steps; the update bias starts at 0.",
        measured="mean update gate in the gap, in the quarter of the units that keeps the most",
        experiment=Trained(Recipe("recall", cell="GRU", m=16, keep="0", updates=400, device="cpu"), keep_of_best_units),
        conditions={f"gap {k}": {"settings": {"gap": k}} for k in (10, 20)},
        comparisons=tuple(Comparison(f"a gap of {k}", f"gap {k}") for k in (10, 20)),
        rule=Rule("above", 0.9),
        why="It was expected near 1; but even the units that keep most keep only some six tenths per step.",
    ),
    Claim(
        "A15", "gates", "An LSTM sets its forget and input gate independently, where a GRU ties them.", (LOY,),
        refuted_by="After training the forget gate follows 1 minus the input gate with a correlation of 0.5 or more.",
        varied="What the LSTM has learned: to count, or to hold a switch.",
        measured="correlation of f with 1 − i, the mean of all units (in a GRU it is 1)",
        experiment=Trained(SYMBOLS, keep_and_write_correlation),
        conditions={
            "counting": {"cell": "LSTM", "task": "counting", "updates": 800},
            "latch": {"cell": "LSTM"},
        },
        comparisons=(Comparison("counting", "counting"), Comparison("a switch", "latch")),
        rule=Rule("below", 0.5),
        why="Their weights are free, but what was learned moves both gates together: a correlation of 0.6 as a mean.",
    ),
    Claim(
        "A19", "gates", "The forget gate clears what no longer holds, such as the gender of the last subject.",
        (INTRO_3,),
        refuted_by="At a new subject the gate of the unit that holds the gender is hardly lower than elsewhere.",
        varied="Nothing: an LSTM learns to choose “he” or “she” for the current subject.",
        measured="mean forget gate at a new subject minus that elsewhere, in the unit that holds the gender best",
        experiment=Trained(
            Recipe("pronouns", {"length": 30, "clause": 1}, cell="LSTM", m=16, updates=600, device="cpu"),
            forget_at_new_subject,
        ),
        conditions={"LSTM": {}},
        comparisons=(Comparison("at a new subject against elsewhere", "LSTM"),),
        rule=Rule("below", -0.2),
        why="On average the gate falls, as expected, but by how much differs too far for 16 networks to decide it.",
    ),
    Claim(
        "A20", "gates", "Gates reset the memory where the text breaks off, as at the end of a chapter.", (D2L,),
        refuted_by="At “but”, after which a review starts anew, the keep gate is hardly lower than at other words.",
        varied="The cell that learns the reviews: LSTM or GRU.",
        measured="mean keep gate (f or z) at “but”, minus that at all other words",
        experiment=Trained(REVIEWS, keep_at_but),
        conditions={cell: {"cell": cell} for cell in ("LSTM", "GRU")},
        comparisons=tuple(Comparison(cell, cell) for cell in ("LSTM", "GRU")),
        rule=Rule("below", -0.1),
        why="All that was written before “but” has to go at once.",
    ),
    Claim(
        "A21", "gates", "A gated cell learns to skip symbols that say nothing.", (D2L,),
        refuted_by="The keep gate is hardly nearer to 1 at symbols that say nothing than at those that count.",
        varied="What a GRU has learned: a switch among blanks, or the first symbol before a gap of random ones.",
        measured="mean update gate at symbols that say nothing, minus that at those that count",
        experiment=Trained(SYMBOLS, keep_at_noise),
        conditions={"latch": {}, "recall": {"task": "recall", "settings": {"gap": 20}}},
        comparisons=(Comparison("a switch among blanks", "latch"), Comparison("the first of many symbols", "recall")),
        rule=Rule("above", 0.1),
        why="z is nearer to 1 at noise in both tasks, but for the switch by less than the tenth that was asked for.",
    ),
)  # fmt: skip
