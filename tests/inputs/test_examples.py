import numpy as np
import pytest

from explainer.inputs.examples import EXAMPLES
from explainer.inputs.sequence import MOST_CHANNELS, MOST_STEPS


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_keeps_the_limits(name):
    sequence = EXAMPLES[name][0]()
    steps, channels = sequence.x.shape
    assert 2 <= steps <= MOST_STEPS and channels <= MOST_CHANNELS
    assert len(sequence.labels) == steps and len(sequence.channels) == channels
    assert np.abs(sequence.x).max() < 5


def test_ten_to_hundred_in_windows_of_three():
    assert EXAMPLES["ten to hundred"][0]().raw[[0, -1]].tolist() == [[10, 20, 30], [80, 90, 100]]


def test_trend_and_sine():
    raw = EXAMPLES["trend and sine"][0]().raw[:, 0]
    t = np.linspace(0, 10, 100)
    assert np.allclose(raw, 0.1 * t + np.sin(t))


def test_the_electricity_week():
    week = EXAMPLES["electricity"][0]()
    assert week.labels[0] == "Mon 0 h" and week.labels[-1] == "Sun 23 h" and len(week.labels) == 168
    assert week.raw[0, 0] == pytest.approx(1505)
    assert week.raw.min() > 1000 and week.raw.max() < 4000


def test_brackets_are_balanced():
    depth = np.cumsum([1 if label == "(" else -1 for label in EXAMPLES["brackets"][0]().labels])
    assert depth.min() >= 0 and depth[-1] == 0 and depth.max() >= 3
