import math

import numpy as np
import pytest

from explainer.tasks.language_metrics import bits_per_character, perplexity


def test_perplexity_of_a_perfect_and_of_a_uniform_prediction():
    assert perplexity(0.0) == 1
    assert perplexity(-math.log(1 / 50)) == pytest.approx(50)


def test_perplexity_is_the_inverse_of_the_geometric_mean_of_the_probabilities():
    chances = np.array([0.5, 0.1, 0.25])
    assert perplexity(float(-np.log(chances).mean())) == pytest.approx(1 / chances.prod() ** (1 / 3))


def test_perplexity_of_a_hopeless_prediction_is_no_error():
    assert perplexity(1e6) == math.inf and math.isnan(perplexity(math.nan))


def test_bits_per_character_by_hand():
    assert bits_per_character(-4 * math.log(1 / 8), 4) == pytest.approx(3)  # four characters, 8 choices each
    assert bits_per_character(-math.log(1 / 2) * 10, 40) == pytest.approx(0.25)  # ten words of four characters
