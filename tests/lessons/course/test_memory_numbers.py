import numpy as np
import pytest

from explainer.lessons.course.memory_numbers import held_in_state


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_a_gated_cell_holds_the_symbol_at_every_step(cell):
    assert min(held_in_state(cell, 100)) > 0.99


def test_the_plain_rnn_loses_it_within_ten_steps():
    curve = held_in_state("RNN", 11)
    assert curve[:3] == (1.0, 1.0, 1.0) and curve[10] < 0.2
    assert all(np.diff(curve[3:8]) < 0)
