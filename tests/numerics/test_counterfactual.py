import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.numerics.counterfactual import Held, holding, letters, usual
from explainer.numerics.trace import trace
from tests.conftest import small_run


def test_a_held_gate_is_held_where_it_was_asked_for():
    run = small_run("LSTM", layers=2)
    stack = [layer.layer for layer in run.layers]
    held = trace(holding(stack, Held("f", 1.0, 3, 2, layer=1)), run.x)
    assert (held.layers[1].values["f"][3:, 2] == 1.0).all()
    assert np.array_equal(held.layers[1].values["f"][:3], run.layers[1].values["f"][:3])
    assert np.array_equal(held.layers[0].output if hasattr(held.layers[0], "output") else held.layers[0].values["h"],
                          run.layers[0].values["h"])  # fmt: skip
    assert holding(stack, None) == stack


def test_nothing_is_forgotten_where_the_keep_gate_is_open_and_the_write_gate_shut():
    run = small_run("LSTM", layers=1)
    stack = holding(holding([run.layers[0].layer], Held("f", 1.0, 2)), Held("i", 0.0, 2))
    c = trace(stack, run.x).layers[0].values["c"]
    assert (c[2:] == c[1]).all()


def test_it_is_said_counted_from_1():
    assert Held("f", 1.0).words() == "f held at 1 in every unit at every step"
    assert Held("c", -0.5, 4, 2).words() == "c held at −0.5 in unit 3 from step 5 on"


def test_gates_come_first_and_begin_open_where_they_keep():
    lstm, gru = lower(CELLS["LSTM"]), lower(CELLS["GRU"])
    assert list(letters(lstm)) == ["f", "i", "o", "g", "c", "h"]
    assert list(letters(gru)) == ["z", "r", "n", "h"]
    assert (usual(lstm, "f"), usual(lstm, "i"), usual(lstm, "c"), usual(gru, "z")) == (1.0, 0.0, 0.0, 1.0)
