"""Claims about the time that a step of RNN, GRU and LSTM takes; machine and sizes belong to each verdict."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.sources import D2L, HAF, LOY, PHI
from explainer.lessons.claims.step_sizes import BY, SIZES
from explainer.lessons.claims.time_ratio import log2_time

CLAIMS = (
    Claim(
        "C02", "cost", "A GRU trains a little faster than an LSTM.", (PHI, LOY, D2L, HAF),
        refuted_by="A training step of the GRU takes longer than one of the LSTM.",
        varied="The implementation: torch.nn, the same without its fused LSTM (oneDNN), and this project's engine.",
        measured=f"log2 of a GRU's time per training step over an LSTM's ({SIZES}); −1 is half the time",
        experiment=Computed(log2_time),
        conditions={by: {"cell": "GRU", "against": "LSTM", "work": "training", "by": by} for by in BY},
        comparisons=tuple(Comparison(by, by) for by in BY),
        rule=Rule("below", 0.0),
        expected="depends",
        why="A GRU has three products where an LSTM has four, but on this CPU PyTorch has a fused routine for the LSTM "
        "alone.",
    ),
    Claim(
        "C03", "cost", "A GRU is significantly faster to compute than an LSTM.", (D2L,),
        refuted_by="The GRU's forward pass takes more than four fifths of the LSTM's time.",
        varied="The implementation: torch.nn, the same without its fused LSTM (oneDNN), and this project's engine.",
        measured=f"log2 of a GRU's time per forward pass over an LSTM's ({SIZES}); −0.32 is a fifth less",
        experiment=Computed(log2_time),
        conditions={by: {"cell": "GRU", "against": "LSTM", "work": "forward", "by": by} for by in BY},
        comparisons=tuple(Comparison(by, by) for by in BY),
        rule=Rule("below", -0.32),
        expected="depends",
        why="Three of four products remain, so at most a quarter can be saved; with oneDNN the LSTM is the faster one.",
    ),
    Claim(
        "C04", "cost", "A plain RNN is much cheaper than a GRU or an LSTM.", (PHI,),
        refuted_by="A training step of the RNN takes more than half the time of the other cell's.",
        varied="The other cell, and the implementation.",
        measured=f"log2 of an RNN's time per training step over the other cell's ({SIZES}); −1 is half the time",
        experiment=Computed(log2_time),
        conditions={
            f"{other}, {by}": {"cell": "RNN", "against": other, "work": "training", "by": by}
            for other in ("GRU", "LSTM") for by in BY
        },
        comparisons=tuple(
            Comparison(f"against the {other}: {by}", f"{other}, {by}")
            for other in ("GRU", "LSTM") for by in BY
        ),
        rule=Rule("below", -1.0),
        why="It has a third and a quarter of their weights, but where oneDNN computes the LSTM, the RNN saves hardly "
        "any time.",
    ),
)  # fmt: skip
