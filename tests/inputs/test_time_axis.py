import numpy as np
import pytest

from explainer.inputs.time_axis import describe, labels, unevenness
from tests.figures.sentence_rules import check


def times(*written: str) -> np.ndarray:
    return np.array(written, "M8[ms]")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (("2020", "2021"), ("2020", "2021")),
        (("2020-01", "2020-02"), ("2020-01", "2020-02")),
        (("2020-01-01", "2020-02-03"), ("2020-01-01", "2020-02-03")),
        (("2020-01-01T00:00", "2020-01-01T13:05"), ("2020-01-01 00:00", "2020-01-01 13:05")),
        (("2020-01-01T00:00:01", "NaT"), ("2020-01-01 00:00:01", "no time")),
        (("2020-01-01T00:00:00.250", "2020-01-01"), ("2020-01-01 00:00:00.250", "2020-01-01 00:00:00.000")),
    ],
)
def test_labels_are_as_short_as_all_times_allow(written, shown):
    assert labels(times(*written)) == shown
    assert labels(times(*written)[:1], times(*written)) == shown[:1]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (("2020-01-01", "2020-01-02", "2020-01-03"), "from 2020-01-01 to 2020-01-03, one every day."),
        (("2020-01-31", "2020-02-29", "2020-03-31"), "one every month."),
        (("2020-01-15", "2020-04-15", "2020-07-15"), "one every 3 months."),
        (("2019", "2020", "2021"), "one every year."),
        (("2020-01-01T00:00", "2020-01-01T00:15", "2020-01-01T00:30"), "one every 15 minutes."),
        (("2020-01-01", "2020-01-02", "2020-01-03", "2020-01-08"), "one every day. 1 step is longer, up to 5 days."),
        (("2020-01-01", "2020-01-02", "2020-01-02", "2020-01-03"), "one every day. 1 time is doubled."),
        (("2020-01-03", "2020-01-02", "2020-01-03", "2020-01-04"), "one every day. 1 step goes back in time."),
        (("2020-01-01T00", "2020-01-01T02", "2020-01-01T04", "2020-01-01T05"), "2 hours. 1 step is shorter."),
        (("2020-01-01", "NaT", "2020-01-02", "2020-01-03"), "one every day. 1 row has no time."),
    ],
)
def test_irregular_steps_doubled_and_missing_times_are_described(written, sentence):
    found = describe("t", times(*written))
    assert sentence in found and ("Each row counts as one time step" in found) == (sentence.count(".") > 1)
    check(found)


def test_many_steps_are_counted_by_brute_force():
    rng = np.random.default_rng(3)
    days = np.cumsum(rng.choice([0, 1, 1, 1, 1, 3, -1], 400))
    found = describe("t", np.datetime64("2020-01-01", "ms") + days * np.timedelta64(1, "D"))
    steps = [b - a for a, b in zip(days, days[1:], strict=False)]
    assert f"{steps.count(3)} steps are longer, up to 3 days." in found
    assert f"{steps.count(0)} times are doubled; {steps.count(-1)} steps go back in time." in found
    assert unevenness(np.datetime64("2020-01-01", "ms") + days * np.timedelta64(1, "D")) == pytest.approx(
        sum(step != 1 for step in steps) / len(steps)
    )
    check(found)


def test_one_time_is_no_axis():
    assert describe("t", times("2020-01-01", "NaT")) == ""
