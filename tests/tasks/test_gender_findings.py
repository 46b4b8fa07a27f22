from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks.gender_findings import Verdict, measure_gender, verdict
from explainer.tasks.predictions import evaluate
from tests.tasks.hand_set_pronouns import PROBLEM, READOUT, gru, lstm, nothing, spread_groups


def measured(layers):
    found = measure_gender(layers, PROBLEM, 0)
    assert found is not None
    return found


def test_a_unit_that_carries_the_gender_and_is_cleared():
    found = measured(lstm())
    assert verdict(found) == Verdict(0, carries=True, clears=True, retains=True) and verdict(found).holds
    c, h = found.probes
    assert (c.state, h.state, found.carried) == ("c", "h", "c")
    assert c.accuracy == h.accuracy == c.word_accuracy == c.units[0] == 1 and c.best == 0
    assert (c.units[1:] < 0.6).all() and (c.by_step == 1).all() and 0.45 < found.chance < 0.55
    assert found.gate.name == "f" and found.gate.at_new[0] < 1e-9 and found.gate.elsewhere[0] > 1 - 1e-9
    assert evaluate(lstm(), READOUT, PROBLEM) == 1


def test_a_unit_of_a_gru_is_cleared_by_its_update_gate():
    found = measured(gru())
    assert verdict(found).holds and found.gate.name == "z" and [one.state for one in found.probes] == ["h"]


def test_a_gender_that_is_spread_over_units_is_in_no_unit():
    layers = lstm(groups=spread_groups())
    found = measured(layers)
    one = verdict(found)
    assert not one.carries and not one.holds and one.clears and one.retains
    assert found.probes[0].accuracy == 1 and (found.probes[0].units < 0.75).all()
    assert evaluate(layers, READOUT, PROBLEM) == 1  # and yet the network answers every question


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_a_network_without_weights_carries_nothing(cell):
    found = measured(nothing(cell))
    assert not verdict(found).carries
    for probe in found.probes:
        assert probe.accuracy == pytest.approx(found.chance) and (probe.by_step == found.chance_by_step).all()
        assert (probe.units == found.chance).all() and probe.word_accuracy < 0.65  # a person's own name has the gender
    assert (found.gate is None) == (cell == "RNN")


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (lstm(clears=False, retained=0.45), Verdict(0, True, False, False)),
        (lstm(clears=True, retained=0.7), Verdict(0, True, True, False)),
    ],
)
def test_what_the_gate_does_is_found_by_itself(layers, expected):
    assert verdict(measured(layers)) == expected


def test_a_gate_that_never_clears_does_not_count_although_the_unit_is_right():
    layers = lstm(clears=False, retained=0.45)
    assert evaluate(layers, READOUT, PROBLEM) > 0.99  # what is new outweighs what is left
    assert not verdict(measured(layers)).holds


def test_another_layer_is_measured_and_other_sizes():
    params = {name: np.array(array) for name, array in lstm()[0].params.items()}
    params |= {name: np.zeros((4, 4)) for name in params if name.startswith("W_")}
    above = replace(
        lstm()[0], params=params | {"W_g": np.eye(4) * 5, "b_f": np.full(4, -40.0), "b_i": np.full(4, 40.0)}
    )
    found = measure_gender([*lstm(), above], PROBLEM, 1)
    assert found.probes[0].units[0] == 1 and found.gate.elsewhere[0] < 1e-9
    assert not verdict(found).holds and verdict(found).carries


def test_values_that_are_not_finite_are_not_measured():
    layers = nothing("RNN-ReLU")
    layers[0].params["U_h"][:] = 1e30
    layers[0].params["b_h"][:] = 1.0
    assert measure_gender(layers, PROBLEM, 0) is None


def test_many_numbers_are_measured_on_fewer_sequences(monkeypatch):
    monkeypatch.setattr("explainer.tasks.gender_findings.MOST_NUMBERS", 60 * 4 * 100)
    found = measured(lstm())
    assert found.sequences == 100 and found.probes[0].accuracy == 1
