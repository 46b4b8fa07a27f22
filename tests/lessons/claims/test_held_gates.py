"""Held gates against the equations: the share that passes is the gate itself."""

import numpy as np
import pytest

from explainer.lessons.claims.held_gates import (
    UNITS,
    effect_of_input,
    forgetting_error,
    largest_of_drawn,
    largest_value,
    random_inputs,
    run_held,
    share_of_past,
)
from explainer.lessons.claims.tripled_state import STEPS, log_size_of_tripled


def test_gates_that_are_held_are_held_and_no_others():
    run = run_held("LSTM", {"f": 0.25, "value": "c"}, 3)
    assert (run.values["f"] == 0.25).all()
    assert np.ptp(run.values["i"]) > 0.1


@pytest.mark.parametrize("f", [0.0, 0.3, 1.0])
def test_the_forget_gate_is_the_share_of_the_cell_state_that_passes(f):
    assert forgetting_error({"f": f}, 2) < 1e-12


def test_gates_that_saturate_are_found():
    run = run_held("LSTM", {}, 1, scale=500.0)
    assert ((run.values["f"] == 0) | (run.values["f"] == 1)).mean() > 0.05
    assert forgetting_error({}, 1) == 0.0


@pytest.mark.parametrize("z", [0.0, 0.5, 1.0])
def test_without_a_view_of_the_past_z_is_what_is_left_of_it(z):
    assert share_of_past({"r": 0.0, "z": z}, 5) == pytest.approx(z)
    assert z == 1.0 or share_of_past({"r": 1.0, "z": z}, 5) != pytest.approx(z, abs=1e-3)


@pytest.mark.parametrize("z", [0.0, 0.4, 1.0])
def test_what_an_input_does_is_1_minus_z(z):
    assert effect_of_input({"z": z}, 5) == pytest.approx(1 - z)


def test_open_gates_add_one_at_each_step():
    condition = {"f": 1.0, "i": 1.0, "g": 1.0}
    assert largest_value({**condition, "value": "c"}, 1) == 1000.0
    assert largest_value({**condition, "value": "h", "o": 0.5}, 1) == pytest.approx(0.5)


def test_the_largest_unit_is_looked_for_in_all_steps():
    found = largest_of_drawn({"cell": "GRU", "value": "h", "scale": 1.0}, 2)
    run = run_held("GRU", {}, 2, random_inputs(2, 200), np.zeros(UNITS))
    assert found == max(abs(one) for row in run.values["h"].tolist() for one in row) > 0.2
    assert largest_of_drawn({"cell": "RNN-ReLU", "value": "h", "scale": 50.0}, 2) > 1e6


def test_a_state_that_is_tripled_grows_by_log_3_per_step_and_tanh_ends_at_its_fixed_point():
    start = np.abs(np.random.default_rng([4, 87, 0]).uniform(-1.0, 1.0, UNITS)).max()
    assert log_size_of_tripled({"tanh": False}, 4) == pytest.approx(np.log10(start) + STEPS * np.log10(3))
    fixed = 10 ** log_size_of_tripled({"tanh": True}, 4)
    assert np.tanh(3 * fixed) == pytest.approx(fixed)
