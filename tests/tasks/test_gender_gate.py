import numpy as np
import pytest

from explainer.tasks.gender_gate import gate_at_subject
from tests.tasks.test_pronoun_text import tokens


def test_the_means_by_hand():
    x = tokens("the queen saw the lamp . Karl sold", "Hugo saw Anna . ? ? Ruth .")
    values = np.arange(32.0).reshape(8, 2, 2)  # (T, B, m)
    found = gate_at_subject("f", values, x)
    new = [(6, 0), (2, 1), (6, 1)]
    others = [(2, 0), (3, 0), (4, 0), (5, 0), (7, 0), (1, 1), (3, 1), (4, 1), (5, 1), (7, 1)]
    for unit in range(2):
        assert found.at_new[unit] == pytest.approx(np.mean([values[t, column, unit] for t, column in new]))
        assert found.elsewhere[unit] == pytest.approx(np.mean([values[t, column, unit] for t, column in others]))
    assert (found.name, found.new, found.others) == ("f", 3, 10)


def test_the_first_person_clears_nothing():
    assert gate_at_subject("f", np.zeros((4, 1, 2)), tokens("the lamp Karl .")) is None
