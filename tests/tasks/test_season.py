import numpy as np
import pytest

from explainer.tasks.season import Season, autocorrelation, find_season

RNG = np.random.default_rng(3)
ROWS = np.arange(600)


def test_the_autocorrelation_is_that_of_a_loop():
    values = RNG.standard_normal(40)
    centred = values - values.mean()
    expected = [sum(centred[k] * centred[k + lag] for k in range(40 - lag)) / sum(centred**2) for lag in range(11)]
    assert np.allclose(autocorrelation(values, 10), expected)
    assert not autocorrelation(np.full(20, 0.1), 5).any()


@pytest.mark.parametrize("period", [2, 5, 12, 24, 100])
def test_the_period_of_a_repeating_pattern_is_found_under_noise_and_a_trend(period):
    pattern = np.resize(RNG.permutation(period) if period > 2 else [0, 3], len(ROWS))
    noisy = pattern + 0.1 * pattern.std() * RNG.standard_normal(len(ROWS)) + 0.3 * ROWS
    assert find_season(noisy) == period


def test_the_period_of_a_smooth_wave_is_found():
    assert find_season(np.sin(2 * np.pi * ROWS / 12)) == 12


@pytest.mark.parametrize("seed", range(20))
def test_a_random_walk_and_noise_have_no_season(seed):
    steps = np.random.default_rng(seed).standard_normal(400)
    assert find_season(steps.cumsum()) == 0


def test_a_straight_line_and_a_short_series_have_no_season():
    assert find_season(ROWS * 0.1) == find_season(np.array([1.0, 2, 1, 2])) == find_season(np.ones(30)) == 0


def test_a_season_goes_back_by_whole_seasons():
    day = Season(24, "day")
    assert [day.lag(ahead) for ahead in (1, 24, 25, 48)] == [24, 24, 48, 48]
    assert day.before(3) == "one day before" and day.before(30) == "2 days before"
    assert Season(7).before(8) == "14 rows before"
