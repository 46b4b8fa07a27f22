import numpy as np
import pytest

from explainer.figures.number_format import decimals, digits, half_life


def test_numbers_have_a_minus_sign():
    assert (decimals(-0.5), decimals(2e10)) == ("−0.50", "2.0e10")
    assert (digits(-1234.56), digits(np.nan)) == ("−1235", "no number")


@pytest.mark.parametrize(("life", "text"), [(0.0, "0.0"), (3.44, "3.4"), (27.2, "27"), (9000.0, ">500"), (np.inf, "∞")])
def test_half_lives_are_written_short(life, text):
    assert half_life(life, 500.0) == text
