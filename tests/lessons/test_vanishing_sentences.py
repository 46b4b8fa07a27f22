from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons import vanishing_sentences as sentences
from explainer.lessons.vanishing_gradients import PRESETS, Setting, mean_slope, measure_gradients
from explainer.numerics import gradient_flow


def measure_all(setting: Setting) -> dict:
    return {cell: measure_gradients(cell, setting) for cell in setting.cells}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_first_sentence_has_share_and_band_of_each_cell(preset):
    setting = PRESETS[preset]
    found = measure_all(setting)
    text = sentences.of_remaining(found)
    assert text.startswith(f"After {setting.length - 1} steps back the {setting.cells[0]} has ")
    for cell, norms in found.items():
        share = float(norms.shares[0])
        (part,) = [part for part in text.split(". ") if f"he {cell} has" in part]
        assert f" {sentences.format_share(share)} " in part and part.rstrip(".").endswith(
            f": {gradient_flow.band(share)}"
        )


def test_the_remaining_share_has_its_band():
    assert sentences.remaining(3.2e-9) == "3e−9 of its gradient left: gone"
    assert sentences.remaining(0.04) == "0.04 of its gradient left: shrinking"
    assert sentences.remaining(2.5) == "2.5 times its gradient: alive"
    assert sentences.remaining(7.8e13) == "8e13 times its gradient: exploding"
    assert sentences.remaining(0.0) == "nothing of its gradient left, exactly 0: gone"
    assert sentences.remaining(np.nan) == "a gradient that overflows: exploding"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0"), (0.4249, "0.42"), (0.00996, "1e−2"), (12.4, "12"), (999.6, "1e3"), (9.6e-9, "1e−8"), (np.inf, "∞")],
)
def test_shares_are_written_short(share, text):
    assert sentences.format_share(share) == text


def test_the_plain_rnn_is_decided_by_radius_and_slope():
    setting = Setting(radius=0.9, length=50)
    found = measure_all(setting)
    slope, rate = mean_slope(found["RNN"].run), gradient_flow.factor_per_step(found["RNN"].norms)
    text = sentences.of_causes(setting, found)[0]
    assert f"Spectral radius 0.90 times mean slope {slope:.2f} is {0.9 * slope:.2f} per step" in text
    assert text.endswith(f"the measured mean is {rate:.2g}.")


def test_gated_cells_are_decided_by_the_keep_gate():
    setting = Setting(bias=1.0)
    found = measure_all(setting)
    for text, cell, state, gate in zip(
        sentences.of_causes(setting, found)[1:], ("LSTM", "GRU"), "ch", "fz", strict=True
    ):
        values = found[cell].run.values[gate][1:]
        assert (
            f"{cell}: backward, the gradient of {state} is multiplied at every step by the gate {gate}, "
            f"{values.mean():.3f} on average" in text
        )
        assert f"Over 99 steps the product is {sentences.format_share(values.prod(axis=0).mean())}," in text


def test_at_radius_0_only_the_keep_gate_carries_a_gradient():
    found = measure_all(replace(Setting(), radius=0.0))
    assert "h reaches c only through U" in sentences.of_causes(Setting(), found)[1]
    assert "only through U" not in sentences.of_causes(Setting(), found)[2]
    assert sentences.of_zeros(found) == [
        f"The gradient of the {cell} is exactly 0 from 1 step back on, so its line ends." for cell in ("RNN", "LSTM")
    ]


def test_an_overflow_has_its_cell_and_step():
    found = measure_all(PRESETS["overflow"])
    (text,) = sentences.of_overflow(found)
    back = int(np.argmax(found["RNN-ReLU"].norms[::-1] > 3.4028235e38))
    assert text.startswith(f"The RNN-ReLU overflows {back} steps back: its gradient is larger than 3.4e38")
    assert "float64" not in text
    beyond = measure_all(replace(PRESETS["overflow"], radius=10.0))
    end = int(np.argmax(np.isinf(beyond["RNN-ReLU"].norms[::-1])))
    assert f"Its line ends {end} steps back" in sentences.of_overflow(beyond)[0]
    lost = measure_all(replace(PRESETS["overflow"], radius=1e6))
    step = 1 + int(np.argmin(np.isfinite(lost["RNN-ReLU"].run.values["h"]).all(axis=1)))
    assert f"its h is not finite from step {step} on" in sentences.of_overflow(lost)[0]
    assert "the RNN-ReLU has a gradient that overflows: exploding" in sentences.of_remaining(lost)
    assert sentences.of_overflow(measure_all(Setting())) == []


def test_bands_are_counted_over_the_map():
    text = sentences.of_phase_maps({"RNN": np.array([[0.0, 1e-3], [1.0, 1e3]]), "GRU": np.ones((2, 2))})
    assert "The gradient of the RNN is gone in 1, shrinking in 1, alive in 1, exploding in 1." in text
    assert "The gradient of the GRU is alive in 4." in text
