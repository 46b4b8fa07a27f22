"""Claims about what recurrent networks learn to do with sequences: trained with a recipe of the Train page."""

from explainer.lessons.claims.claim import Claim, Comparison, Rule, Trained
from explainer.lessons.claims.dropped_items import knowledge_left
from explainer.lessons.claims.measures import score
from explainer.lessons.claims.out_of_range import closed_loop_error, error_beyond
from explainer.lessons.claims.sources import INTRO_1, INTRO_2, INTRO_3
from explainer.training.recipe import Recipe

CELLS = ("RNN", "LSTM", "GRU")


def each_alone(names: tuple[str, ...]) -> tuple[Comparison, ...]:
    """Return a comparison of each condition with the bound."""
    return tuple(Comparison(name, name) for name in names)


CLAIMS = (
    Claim(
        "S02", "tasks", "A sequence can become useless when some of its items are left out.", (INTRO_1,),
        refuted_by="With a quarter of the brackets left out a network still has a fifth of what it knew.",
        varied="The cell.",
        measured="what is left of the accuracy above the best answer without memory, a quarter of the items dropped",
        experiment=Trained(
            Recipe("brackets", {"length": 40}, m=16, batch=32, updates=400, early=False, device="cpu"), knowledge_left
        ),
        conditions={cell: {"cell": cell, "keep": "as drawn" if cell == "RNN" else "1"} for cell in CELLS},
        comparisons=each_alone(CELLS),
        rule=Rule("below", 0.2),
        why="One missing bracket makes all later depths wrong, but depths before it stay right: LSTM and GRU still "
        "have a little over a fifth.",
    ),
    Claim(
        "S03", "tasks", "A forecast gets better with more inputs as context.", (INTRO_1,),
        refuted_by="With hour and weekday as further inputs the error of the load is no smaller.",
        varied="Whether there is a calendar, and how many past hours are read.",
        measured="error of the forecast (sMAPE as a share), with a calendar minus without",
        experiment=Trained(
            Recipe(
                "hourly", {"target": "value"}, m=16, batch=64, updates=400, schedule="cosine", early=False, device="cpu"
            ),
            score,
        ),
        conditions={
            f"{hours} hours, {calendar}": {"settings": {"lookback": hours, "calendar": calendar}}
            for hours in (4, 24) for calendar in ("with", "without")
        },
        comparisons=tuple(
            Comparison(f"{hours} hours: with against without", f"{hours} hours, with", f"{hours} hours, without")
            for hours in (4, 24)
        ),
        rule=Rule("below", 0.0),
        expected="depends",
        why="Four loads do not show what hour it is, and a calendar does; a whole day shows it without one.",
    ),
    Claim(
        "S04", "tasks", "Trained on a rising series, a network continues it beyond the largest number it has seen.",
        (INTRO_1,),
        refuted_by="After 130, 140, 150 it is wrong by half a step or more, where training ended at 100.",
        varied="The cell: a state between −1 and 1, or one that can grow.",
        measured="distance of the prediction from 160, after training on 10, 20 … 100",
        experiment=Trained(
            Recipe("windows", m=16, batch=16, updates=600, keep="as drawn", early=False, device="cpu"), error_beyond
        ),
        conditions={cell: {"cell": cell} for cell in ("RNN", "RNN-ReLU", "LSTM")},
        comparisons=each_alone(("RNN", "RNN-ReLU", "LSTM")),
        rule=Rule("below", 5.0),
        expected="does not hold",
        why="A tanh flattens out, so all very large numbers look alike to it; a ReLU goes on, but not always straight.",
    ),
    Claim(
        "S11", "tasks", "A recurrent network picks the pronoun that fits a name earlier in the sentence.",
        (INTRO_1, INTRO_3),
        refuted_by="It is wrong at one question mark in ten, or more often.",
        varied="The cell.",
        measured="share of pronouns, he or she, that are right in sentences of a small grammar",
        experiment=Trained(
            Recipe("pronouns", {"length": 30}, m=32, batch=32, updates=600, early=False, device="cpu"), score
        ),
        conditions={cell: {"cell": cell, "keep": "as drawn" if cell == "RNN" else "1"} for cell in CELLS},
        comparisons=each_alone(CELLS),
        rule=Rule("above", 0.9),
        why="The gender is one bit that has to last past things and places: some plain RNNs remember that of the first "
        "person alone.",
    ),
    Claim(
        "S12", "tasks", "After ten epochs a small ReLU network forecasts ten steps of a rising sine.", (INTRO_2,),
        refuted_by="Its ten predictions, each fed back, are no better than repeating the last value.",
        varied="The number of epochs; the source has 10. Unlike the source's, the series is scaled.",
        measured="log2 of the error of ten fed-back predictions over that of repeating the last value",
        experiment=Trained(
            Recipe(
                "trend", {"lookback": 30}, "RNN-ReLU", m=10, keep="as drawn", rate=0.001, batch=32, early=False,
                device="cpu",
            ),
            closed_loop_error,
        ),
        conditions={f"{epochs} epochs": {"updates": 2 * epochs} for epochs in (10, 200)},
        comparisons=(Comparison("10 epochs", "10 epochs"), Comparison("200 epochs", "200 epochs")),
        rule=Rule("below", 0.0),
        expected="does not hold",
        why="Ten epochs of 50 windows are twenty updates, too few to beat the last value; after 200 epochs it does.",
    ),
)  # fmt: skip
