"""Forecasts compared with the last value: of series whose answer is known."""

import numpy as np
import pytest

from explainer.lessons.claims import forecast_numbers
from explainer.lessons.claims.forecast_numbers import ROWS, forecast_skill, nearness_to_last
from explainer.runs.run_result import train_recipe
from explainer.training.recipe import Recipe


def test_a_sine_is_forecast_and_a_random_walk_is_not(monkeypatch):
    walk = np.random.default_rng(0).standard_normal(ROWS).cumsum()
    for values, low, high in ((np.sin(np.arange(ROWS) / 3.0), 0.999, 1.0), (walk, -2.0, 0.2)):
        monkeypatch.setattr(forecast_numbers, "_stock", lambda seed, values=values: values)
        assert low <= forecast_skill({"series": "stocks"}, 0) <= high


@pytest.mark.parametrize("seed", range(6))
def test_six_stocks_and_six_stretches_have_as_many_rows(seed):
    assert len(forecast_numbers._stock(seed)) == len(forecast_numbers._stretch(seed)) == ROWS


def test_an_untrained_network_is_near_neither():
    recipe = Recipe("hourly", {"target": "value"}, m=4, updates=1, seeds=2, batch=8, early=False, device="cpu")
    found = nearness_to_last(train_recipe(recipe))
    assert len(found) == 2 and np.isfinite(found).all() and max(map(abs, found)) < 0.5
