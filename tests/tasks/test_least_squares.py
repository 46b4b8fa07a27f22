from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks import hourly, least_squares
from explainer.tasks.windowed_series import WindowedSeries

RNG = np.random.default_rng(11)
X = RNG.standard_normal((300, 2)).cumsum(axis=0) * [1, 20] + [50, -3]
SERIES = WindowedSeries(X, X[:, 1], lookback=5, ahead=3, train_rows=200, column=1)


def by_hand(series, rows):
    """Fit by a loop over the training windows and numpy's own solver; return the predictions for targets at `rows`."""
    mean, deviation = series.x[: series.train_rows].mean(axis=0), series.x[: series.train_rows].std(axis=0)

    def inputs(row):
        last = row - series.ahead
        return [*((series.x[last - series.lookback + 1 : last + 1] - mean) / deviation).ravel(), 1.0]

    first = series.lookback - 1 + series.ahead
    fitted = np.array([inputs(row) for row in range(first, series.train_rows)])
    found = np.linalg.lstsq(fitted, series.y[first : series.train_rows], rcond=None)[0]
    return np.array([inputs(row) for row in rows]) @ found


def test_predictions_are_those_of_numpys_solver(monkeypatch):
    monkeypatch.setattr(least_squares, "PART", 64)  # three full parts and a rest
    assert np.allclose(
        least_squares.predictions(SERIES, SERIES.test_starts()), by_hand(SERIES, range(200, 300)), rtol=1e-6
    )


def test_no_test_row_is_in_the_fit():
    later = X.copy()
    later[200:] = 1e6 * RNG.standard_normal((100, 2))
    changed = replace(SERIES, x=later, y=later[:, 1])
    assert np.array_equal(least_squares.coefficients(SERIES), least_squares.coefficients(changed))
    later[199] += 1
    assert not np.array_equal(least_squares.coefficients(SERIES), least_squares.coefficients(changed))


def test_the_calendar_of_the_last_row_says_as_much_as_that_of_all():
    rows, y = np.arange(900), hourly.load()[:900]
    x = np.column_stack([hourly.calendar(rows), y])
    series = WindowedSeries(x, y, lookback=4, ahead=1, train_rows=700, unscaled=4, column=4)
    assert least_squares.inputs(series, series.test_starts()).shape == (200, 4 + 4 + 1)
    found = least_squares.predictions(series, series.test_starts())
    assert np.allclose(found, by_hand(series, range(700, 900)), rtol=1e-5)  # whose inputs have the calendar of each row


def test_more_windows_than_numbers_to_fit_are_not_needed():
    short = replace(SERIES, lookback=60, train_rows=80)
    assert np.isfinite(least_squares.predictions(short, short.test_starts())).all()


def test_a_wide_series_has_a_shorter_lookback():
    wide = WindowedSeries(np.tile(X, 32), X[:, 1], lookback=20, ahead=1, train_rows=200, column=1)
    assert least_squares.steps(wide) == 6 and least_squares.steps(SERIES) == 5
    starts = wide.test_starts()
    assert least_squares.inputs(wide, starts).shape == (100, 6 * 64 + 1)
    last = least_squares.inputs(wide, starts)[:, 5]
    assert last == pytest.approx(wide.scalings()[0].apply(X[starts + 19, 0]))
