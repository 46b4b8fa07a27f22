from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons import vanishing_sentences as sentences
from explainer.lessons.vanishing_gradients import PRESETS, Setting, measure, steepness
from explainer.numerics import gradient_flow


def reaches(setting: Setting) -> dict:
    return {cell: measure(cell, setting) for cell in setting.cells}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_first_sentence_says_share_and_band_of_each_cell(preset):
    setting = PRESETS[preset]
    found = reaches(setting)
    said = sentences.of_left(found)
    assert said.startswith(f"After {setting.length - 1} steps back the {setting.cells[0]} has ")
    for cell, reach in found.items():
        share = float(reach.shares[0])
        (part,) = [part for part in said.split(". ") if f"he {cell} has" in part]
        assert f" {sentences.spell(share)} " in part and part.rstrip(".").endswith(f": {gradient_flow.band(share)}")


def test_what_is_left_is_told_by_its_number_alone():
    assert sentences.left(3.2e-9) == "3e−9 of its gradient left: gone"
    assert sentences.left(0.04) == "0.04 of its gradient left: shrinking"
    assert sentences.left(2.5) == "2.5 times its gradient: alive"
    assert sentences.left(7.8e13) == "8e13 times its gradient: exploding"
    assert sentences.left(0.0) == "nothing of its gradient left, exactly 0: gone"
    assert sentences.left(np.nan) == "a gradient that has overflowed: exploding"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0"), (0.4249, "0.42"), (0.00996, "1e−2"), (12.4, "12"), (999.6, "1e3"), (9.6e-9, "1e−8"), (np.inf, "∞")],
)
def test_shares_are_spelled_short(share, text):
    assert sentences.spell(share) == text


def test_the_plain_rnn_is_decided_by_radius_and_slope():
    setting = Setting(radius=0.9, length=50)
    found = reaches(setting)
    slope, rate = steepness(found["RNN"].run), gradient_flow.per_step(found["RNN"].lengths)
    said = sentences.of_causes(setting, found)[0]
    assert f"Spectral radius 0.90 times mean slope {slope:.2f} is {0.9 * slope:.2f} per step" in said
    assert said.endswith(f"measured, {rate:.2g} on average.")


def test_gated_cells_are_decided_by_the_gate_that_keeps():
    setting = Setting(bias=1.0)
    found = reaches(setting)
    for said, cell, state, gate in zip(
        sentences.of_causes(setting, found)[1:], ("LSTM", "GRU"), "ch", "fz", strict=True
    ):
        values = found[cell].run.values[gate][1:]
        assert (
            f"{cell}: going back, {state} is multiplied at every step by the gate {gate}, {values.mean():.3f}" in said
        )
        assert f"Over 99 steps the product is {sentences.spell(values.prod(axis=0).mean())}," in said


def test_at_radius_0_nothing_hears_h_but_what_is_kept():
    found = reaches(replace(Setting(), radius=0.0))
    assert "h reaches c only through U" in sentences.of_causes(Setting(), found)[1]
    assert "only through U" not in sentences.of_causes(Setting(), found)[2]
    assert sentences.of_zeros(found) == [
        f"The {cell}'s gradient is exactly 0 from 1 step back on, and its line ends." for cell in ("RNN", "LSTM")
    ]


def test_an_overflow_is_told_with_cell_and_step():
    found = reaches(PRESETS["overflow"])
    (said,) = sentences.of_loss(found)
    back = int(np.argmax(found["RNN-ReLU"].lengths[::-1] > 3.4028235e38))
    assert said.startswith(f"The RNN-ReLU overflows {back} steps back: its gradient is larger than float32 can hold")
    assert "float64" not in said
    beyond = reaches(replace(PRESETS["overflow"], radius=10.0))
    end = int(np.argmax(np.isinf(beyond["RNN-ReLU"].lengths[::-1])))
    assert f"its line ends {end} steps back" in sentences.of_loss(beyond)[0]
    lost = reaches(replace(PRESETS["overflow"], radius=1e6))
    step = 1 + int(np.argmin(np.isfinite(lost["RNN-ReLU"].run.values["h"]).all(axis=1)))
    assert f"its h is no number from step {step} on" in sentences.of_loss(lost)[0]
    assert "the RNN-ReLU has a gradient that has overflowed: exploding" in sentences.of_left(lost)
    assert sentences.of_loss(reaches(Setting())) == []


def test_bands_are_counted_over_the_map():
    said = sentences.of_phases({"RNN": np.array([[0.0, 1e-3], [1.0, 1e3]]), "GRU": np.ones((2, 2))})
    assert "RNN is gone in 1, shrinking in 1, alive in 1, exploding in 1; GRU is alive in 4." in said
