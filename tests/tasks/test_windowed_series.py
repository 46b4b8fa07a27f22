from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks.season import Season
from explainer.tasks.windowed_series import CHANGE, SEASONAL, TARGETS, VALUE, WindowedSeries, windows

RNG = np.random.default_rng(5)
X = RNG.standard_normal((60, 3)) * [1, 10, 100] + [0, 5, -3]
SERIES = WindowedSeries(X, X[:, 1], lookback=6, ahead=2, train_rows=40, unscaled=1, column=1, seasons=(Season(4),))


def test_a_window_has_its_rows_and_the_target_ahead():
    numbers = np.arange(60.0)
    x = numbers[:, None].astype(np.float32)
    batch = windows(x, numbers.astype(np.float32), WindowedSeries(x, numbers, 6, 2, 40), np.array([0, 10]))
    assert batch.x[:, 0].T.tolist() == [list(range(6)), list(range(10, 16))]
    assert batch.target.tolist() == [[7, 17]]


def test_training_and_test_windows_are_split_in_time_and_use_every_row():
    assert SERIES.train_starts()[-1] + SERIES.span == 39
    assert SERIES.test_starts()[0] + SERIES.span == 40 and SERIES.test_starts()[-1] + SERIES.span == 59


def test_a_large_test_set_is_thinned_evenly():
    numbers = RNG.standard_normal(5_000)
    starts = WindowedSeries(numbers[:, None], numbers, 6, 2, 2_000).test_starts()
    assert len(starts) == 512 and starts[0] + 7 == 2_000 and starts[-1] + 7 == 4_999
    assert set(np.diff(starts).tolist()) == {5, 6}


@pytest.mark.parametrize("ahead", [1, 4, 6])
def test_targets_are_the_value_or_its_change_row_by_row(ahead):
    y, lag = X[:, 1], 4 if ahead <= 4 else 8
    for target in TARGETS:
        series = replace(SERIES, target=target, ahead=ahead)
        for row, found in enumerate(series.targets()):
            current = row - ahead
            if target == VALUE:
                assert found == y[row]
            elif target == CHANGE and current >= 0:
                assert found == pytest.approx(y[row] - y[current])
            elif target == SEASONAL and current >= lag:
                assert found == pytest.approx(y[row] - (y[current] + y[row - lag] - y[current - lag]))
            else:
                assert np.isnan(found)
        assert series.shortest_lookback() == (lag + 1 if target == SEASONAL else 1)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("ahead", [1, 4, 6])
def test_the_line_of_the_inputs_is_what_the_targets_leave_out(target, ahead):
    series = replace(SERIES, target=target, ahead=ahead, lookback=9)
    x = np.column_stack([one.apply(column) for one, column in zip(series.scalings(), X.T, strict=True)])
    batch = windows(x.astype(np.float32), series.targets(), series, series.test_starts())
    line = series.line_of_inputs()
    assert (line is None) == (target == VALUE)
    whole = batch.target + (0 if line is None else line(batch.x))
    assert whole.shape == (1, 20) and np.allclose(whole[0], X[40:, 1], rtol=1e-5, atol=1e-5)


def test_the_seasonal_line_of_a_series_without_a_season_is_its_current_value():
    one, other = (replace(SERIES, seasons=(), target=target) for target in (CHANGE, SEASONAL))
    assert np.array_equal(one.targets(), other.targets(), equal_nan=True)


def test_test_rows_change_no_scaling():
    later = X.copy()
    later[40:] *= 1e6
    for target in TARGETS:
        one, other = (replace(SERIES, x=x, y=x[:, 1], target=target) for x in (X, later))
        assert one.scaling() == other.scaling() and one.scalings() == other.scalings()
