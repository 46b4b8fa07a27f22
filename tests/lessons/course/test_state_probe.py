import numpy as np
import pytest

from explainer.lessons.course.state_probe import symbol_in_state


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_gated_cell_holds_the_symbol_at_every_step(cell):
    assert min(symbol_in_state(f"recall-{cell}", 100)) > 0.99


def test_the_plain_rnn_loses_it_within_ten_steps():
    curve = symbol_in_state("recall-rnn", 11)
    assert curve[:3] == (1.0, 1.0, 1.0) and curve[10] < 0.2
    assert all(np.diff(curve[3:8]) < 0)
