"""What lesson “Forecasting a real series” computes: naive lines, a lag, a formula, the calendar, a closed loop."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.course.signed_number import SignedNumber
from explainer.lessons.course.state import State
from explainer.numerics.paired_difference import PairedDifference, paired_difference
from explainer.runs.experiment import ON_HOURLY, PLAIN
from explainer.runs.loading import load_checkpoint, nearest_step, problem_of
from explainer.runs.measured import measured
from explainer.runs.shipped import shipped_run
from explainer.tasks.hourly import TRAINING_HOURS, load
from explainer.tasks.metrics import METRICS
from explainer.tasks.predictions import closed_loop

RUN, LOOP_RUN = "hourly-lstm", "trend-lstm"
NAIVE = ("repeating the current value", "the value one day before", "the value one week before",
         "repeating the change one day before")  # fmt: skip
"""The simple answers among which the learner chooses, as the task names them."""
SHIFTS = (0, 1, 24)
OFFERED = 0.025  # the sMAPE of the forecast in the last question


def naive_errors() -> tuple[float, ...]:
    """Return the sMAPE of each of NAIVE over the test windows."""
    found = dict(problem_of(RUN).baselines)
    return tuple(found[name] for name in NAIVE)


def best_naive(state: State) -> int:
    """Return which of NAIVE has the smallest error."""
    return int(np.argmin(naive_errors()))


def of_naive(state: State) -> Mapping[str, object]:
    """Return the errors of the naive lines, of the best simple answer and of the network, and the lookback."""
    run, problem = shipped_run(RUN), problem_of(RUN)
    named = dict(zip(("last", "day", "week", "change"), naive_errors(), strict=True))
    return {**named, "best": problem.baseline, "network": run.metric[run.steps[-1]], "hours": problem.steps,
            "offered": OFFERED}  # fmt: skip


@lru_cache(maxsize=1)
def fits() -> tuple[float, ...]:
    """Return the correlation of “repeating the current value” with the load, at each of SHIFTS hours before."""
    truth = load()[TRAINING_HOURS:]
    forecast = np.roll(truth, 1)  # for each hour the value of the hour before
    return tuple(float(np.corrcoef(forecast[24:], np.roll(truth, shift)[24:])[0, 1]) for shift in SHIFTS)


def best_shift(state: State) -> int:
    """Return at which of SHIFTS the line fits best."""
    return int(np.argmax(fits()))


def of_fits(state: State) -> Mapping[str, object]:
    """Return the correlations, and the error of the line."""
    return {**dict(zip(("now", "hour", "day"), fits(), strict=True)), "error": naive_errors()[0]}


def formula_ratio(state: State) -> float:
    """Return how many times smaller the sMAPE becomes by a formula with its halves in the wrong place."""
    truth, forecast = load()[TRAINING_HOURS:], load()[TRAINING_HOURS - 1 : -1]
    right = METRICS["smape"].measure(forecast[None], truth[None], None)
    return float(right / np.mean(np.abs(truth - forecast) / (truth + forecast) / 2))


def calendar_difference() -> PairedDifference:
    """Return the difference of the error without and with the calendar, over paired seeds."""
    found = measured(ON_HOURLY.key).variants
    return paired_difference(found["no calendar"].metric, found[PLAIN].metric)


def of_calendar(state: State) -> Mapping[str, object]:
    """Return both errors, their difference with its interval, and what was measured."""
    found, one = measured(ON_HOURLY.key), calendar_difference()
    errors = {name: float(np.mean(found.variants[name].metric)) for name in (PLAIN, "no calendar")}
    return {
        "with": errors[PLAIN], "without": errors["no calendar"], "mean": SignedNumber(one.mean),
        "low": SignedNumber(one.low), "high": SignedNumber(one.high),
        "seeds": ON_HOURLY.base.seeds, "updates": ON_HOURLY.base.updates,
        "date": found.date, "torch": found.versions["torch"],
    }  # fmt: skip


@lru_cache(maxsize=1)
def loop_errors() -> Array:
    """Return how far a forecast whose predictions are fed back is from the truth after 1, 2, … steps."""
    weights = load_checkpoint(LOOP_RUN, nearest_step(LOOP_RUN, None))
    problem = weights.problem
    assert problem.future is not None
    x = np.asarray(problem.dense(problem.probe)[:, :, 0], np.float64)  # (T, n)
    future = problem.unscale(problem.future[..., None])[..., 0]
    found = closed_loop(weights.layers, weights.readout, problem, x)
    return np.asarray(np.abs(found - future)[:, 0], np.float64)  # (steps,)


def loop_growth(state: State) -> float:
    """Return how many times larger the error of the last step is than that of the first."""
    return float(loop_errors()[-1] / loop_errors()[0])


def of_loop(state: State) -> Mapping[str, object]:
    """Return the first and the last error of the closed loop, and the number of steps."""
    errors = loop_errors()
    return {"first": float(errors[0]), "last": float(errors[-1]), "steps": len(errors), "ratio": loop_growth(state)}


def is_worse(state: State) -> int:
    """Return which option is right: the offered forecast is worse than the best naive line (0), or better (1)."""
    return int(min(naive_errors()) > OFFERED)


def calendar_sign(state: State) -> int:
    """Return which option is right: without the calendar the error falls, grows, or it is not clear."""
    return ("lower", "higher", "unclear").index(calendar_difference().sign)
