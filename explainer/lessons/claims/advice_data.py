"""Claims about data: scaling, calendars, batches and what can be forecast."""

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, write_cell
from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule, Trained
from explainer.lessons.claims.forecast_numbers import forecast_skill, nearness_to_last
from explainer.lessons.claims.measures import log_error
from explainer.lessons.claims.sources import INTRO_1, LOY
from explainer.lessons.claims.training_time import log_seconds_per_sequence
from explainer.tasks.hourly import TRAINING_HOURS, load
from explainer.training.recipe import Recipe

HOURLY = Recipe("hourly", cell="LSTM", m=16, batch=128, updates=400, schedule="cosine", early=False, device="cpu")
WITHOUT = {"calendar": "without", "target": "value"}


def with_input(cell: str, expression: str) -> str:
    """Return a cell's equations as text with another expression in the place of x in every product."""
    return write_cell(CELLS[cell]).replace("@ x", f"@ ({expression})")


def rescaled() -> str:
    """Return the input that a scaler fitted on all hours would make of one that was fitted on the training hours."""
    hours, known = load(), load()[:TRAINING_HOURS]
    factor, shift = known.std() / hours.std(), (known.mean() - hours.mean()) / hours.std()
    return f"{factor:.6f} * x + {shift:.6f}"


CLAIMS = (
    Claim(
        "H15", "advice", "Scaled inputs make a network learn faster than raw numbers.", (LOY, INTRO_1),
        refuted_by="After 200 updates the error is as small with the numbers as they are.",
        varied="The inputs of a plain RNN that continues 10, 20 … 100: scaled, or as they are.",
        measured="error of the next number after 200 updates, as a power of ten",
        experiment=Trained(
            Recipe("windows", m=16, keep="as drawn", updates=200, early=False, device="cpu"), log_error),
        conditions={"scaled": {"cell": "RNN"}, "raw": {"cell": OWN_CELL, "text": with_input("RNN", "30 * x + 55")}},
        comparisons=(Comparison("scaled against raw", "scaled", "raw"),),
        rule=Rule("below", -0.1),
        changed="More seeds were added after a first result.",
        why="Large inputs push tanh to its ends, where its slope is nearly zero; with ten numbers some seeds get by.",
        seeds=32,
    ),
    Claim(
        "H17", "advice", "The hour and the weekday as inputs improve a forecast of the electricity load.", (LOY,),
        refuted_by="The error on unseen hours is the same without the calendar.",
        varied="With and without the calendar, and a lookback of 25 or 90 hours.",
        measured="error of the load one hour ahead after 400 updates, as a power of ten",
        experiment=Trained(HOURLY, log_error),
        conditions={
            f"{calendar}, {hours} hours": {"settings": {"calendar": calendar, "lookback": hours, "target": "value"}}
            for hours in (25, 90) for calendar in ("with", "without")
        },
        comparisons=tuple(
            Comparison(f"a lookback of {hours} hours", f"with, {hours} hours", f"without, {hours} hours")
            for hours in (25, 90)
        ),
        rule=Rule("below"),
        why="After so short a training four more inputs disturb more than they tell; long training is another claim.",
        seeds=8,
    ),
    Claim(
        "H18", "advice", "Mini-batches make training faster.", (LOY,),
        refuted_by="A sequence takes as long in a batch of 64 as alone.",
        varied="The batch: 1 sequence or 64.",
        measured="CPU seconds of training for each sequence, as a power of ten",
        experiment=Computed(log_seconds_per_sequence),
        conditions={"batch 1": {"batch": 1}, "batch 64": {"batch": 64}},
        comparisons=(Comparison("64 sequences against one", "batch 64", "batch 1"),),
        rule=Rule("below", -0.5),
        why="Each step of an update costs the same calls for one sequence as for many, and only the sums grow.",
        seeds=8,
    ),
    Claim(
        "H19", "advice", "Forecasts of the load follow its falls one step too late.", (LOY,),
        refuted_by="Where the load falls, the prediction is nearer to the next value than to the last one.",
        varied="With and without the calendar.",
        measured="distance of predictions to the last value over that to the next one, as a power of ten",
        experiment=Trained(HOURLY, nearness_to_last),
        conditions={"with": {"settings": {"target": "value"}}, "without": {"settings": WITHOUT}},
        comparisons=(Comparison("with the calendar", "with"), Comparison("without it", "without")),
        rule=Rule("below"),
        why="Whoever repeats the last value is always one step late; a network that knows the day's course is not.",
        seeds=8,
    ),
    Claim(
        "H20", "advice", "What repeats can be forecast; share prices hardly can.", (LOY,),
        refuted_by="Over as many rows, prices are forecast as well as the electricity load.",
        varied="The series: six stretches of the load, or the prices of six firms, 105 rows each.",
        measured="share by which least squares is better than repeating the last value, on unseen rows",
        experiment=Computed(forecast_skill),
        conditions={"electricity": {"series": "electricity"}, "stocks": {"series": "stocks"}},
        comparisons=(Comparison("electricity against share prices", "electricity", "stocks"),),
        rule=Rule("above", 0.1),
        why="The change of a price is nearly independent of what came before; that of the load is known from the day.",
        seeds=6, first_seed=0,
    ),
    Claim(
        "H21", "advice", "A scaler that was fitted on the test part too makes a forecast look better.", (LOY,),
        refuted_by="The error on unseen hours is the same with both scalers.",
        varied="The hours from which the mean and spread of the inputs are taken: those for training, or all.",
        measured="error of the electricity load on unseen hours after 400 updates, as a power of ten",
        experiment=Trained(HOURLY, log_error),
        conditions={
            "training hours": {"cell": OWN_CELL, "text": with_input("LSTM", "1.0 * x"), "settings": WITHOUT},
            "all hours": {"cell": OWN_CELL, "text": with_input("LSTM", rescaled()), "settings": WITHOUT},
        },
        comparisons=(Comparison("all hours against those for training", "all hours", "training hours"),),
        rule=Rule("below", -0.005),
        expected="does not hold",
        why="Mean and spread of the load hardly change from year to year, so the gain is too small for twelve seeds.",
        seeds=12,
    ),
)  # fmt: skip
