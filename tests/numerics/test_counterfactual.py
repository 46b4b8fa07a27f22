import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.counterfactual import LayerHold, default_hold_value, holdable_values, with_hold
from explainer.numerics.trace import trace
from tests.conftest import small_run


def test_a_value_is_held_in_one_layer_unit_and_step():
    run = small_run("LSTM", layers=2)
    stack = [layer.layer for layer in run.layers]
    held = trace(with_hold(stack, LayerHold("f", 1.0, 3, 2, layer=1)), run.x)
    assert (held.layers[1].values["f"][3:, 2] == 1.0).all()
    assert np.array_equal(held.layers[1].values["f"][:3], run.layers[1].values["f"][:3])
    assert np.array_equal(held.layers[0].output if hasattr(held.layers[0], "output") else held.layers[0].values["h"],
                          run.layers[0].values["h"])  # fmt: skip
    assert with_hold(stack, None) == stack


def test_nothing_is_forgotten_with_the_keep_gate_at_1_and_the_write_gate_at_0():
    run = small_run("LSTM", layers=1)
    stack = with_hold(with_hold([run.layers[0].layer], LayerHold("f", 1.0, 2)), LayerHold("i", 0.0, 2))
    c = trace(stack, run.x).layers[0].values["c"]
    assert (c[2:] == c[1]).all()


def test_descriptions_count_from_1():
    assert LayerHold("f", 1.0).describe() == "f held at 1 in every unit at every step"
    assert LayerHold("c", -0.5, 4, 2).describe() == "c held at −0.5 in unit 3 from step 5 on"


def test_gates_come_first_and_default_hold_values():
    lstm, gru = lower(CELLS["LSTM"]), lower(CELLS["GRU"])
    assert list(holdable_values(lstm)) == ["f", "i", "o", "g", "c", "h"]
    assert list(holdable_values(gru)) == ["z", "r", "n", "h"]
    assert (
        default_hold_value(lstm, "f"),
        default_hold_value(lstm, "i"),
        default_hold_value(lstm, "c"),
        default_hold_value(gru, "z"),
    ) == (1.0, 0.0, 0.0, 1.0)
