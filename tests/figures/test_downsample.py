import numpy as np
import pytest

from explainer.figures.downsample import downsample


def test_small_values_are_unchanged():
    values = np.arange(12.0).reshape(4, 3)
    assert downsample(values, 4, 3)[0] is values and downsample(values, 9, 9)[1:] == (1, 1)


@pytest.mark.parametrize(("steps", "units"), [(10, 7), (11, 5), (100, 1)])
def test_large_values_become_the_means_of_their_blocks(steps, units):
    values = np.random.default_rng(0).normal(size=(steps, units))
    small, by_step, by_unit = downsample(values, 4, 3)
    assert small.shape[0] <= 4 and small.shape[1] <= 3
    for k in range(small.shape[0]):
        for j in range(small.shape[1]):
            block = values[k * by_step : (k + 1) * by_step, j * by_unit : (j + 1) * by_unit]
            assert small[k, j] == pytest.approx(block.mean())
