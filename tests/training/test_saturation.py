import numpy as np

from explainer.training.saturation import saturation


def test_saturation_counts_what_is_closed_and_open():
    assert saturation(np.array([[0.05, 0.5], [0.95, 0.99]])) == (0.25, 0.5)
