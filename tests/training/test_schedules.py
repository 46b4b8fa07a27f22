import pytest

from explainer.training.choices import SCHEDULES
from explainer.training.schedules import FACTORS, factor


def test_every_schedule_has_a_help_text():
    assert list(FACTORS) == list(SCHEDULES)


@pytest.mark.parametrize(
    ("schedule", "wanted", "updates"),
    [
        ("constant", {1: 1.0, 1000: 1.0}, 1000),
        ("step", {1: 1.0, 250: 1.0, 251: 0.5, 501: 0.25, 1000: 0.125}, 1000),
        ("cosine", {1: 1.0, 501: 0.5, 1000: 2.467e-6}, 1000),
        ("warm-up", {1: 0.02, 26: 0.52, 51: 1.0, 1000: 1.0}, 1000),
        ("cosine", {1: 1.0}, 1),
        ("warm-up", {2: 1.0}, 2),
    ],
)
def test_factors_at_known_updates(schedule, wanted, updates):
    for k, value in wanted.items():
        assert factor(schedule, k, updates) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_factor_is_above_0_and_at_most_1(schedule):
    factors = [factor(schedule, k, 137) for k in range(1, 138)]
    assert all(0.0 < one <= 1.0 for one in factors)
