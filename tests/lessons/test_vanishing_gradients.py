from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.lessons import vanishing_gradients
from explainer.lessons.vanishing_gradients import (
    LIMITS,
    MAP_LENGTHS,
    MAP_RADII,
    PRESETS,
    Setting,
    backward_overflow_steps,
    cell_params,
    forward_overflow_step,
    mean_keep_factors,
    mean_slope,
    measure_gradients,
    phase_map,
    random_inputs,
    scale_recurrent,
)
from explainer.numerics import gradient_flow
from explainer.numerics.initialisation import INITIALISATIONS

CELLS = ("RNN", "RNN-ReLU", "LSTM", "GRU")
GATES = {"RNN": "h", "RNN-ReLU": "h", "LSTM": "ifgo", "GRU": "rzn"}
TORCH_CELLS = {
    "RNN": lambda m: torch.nn.RNNCell(4, m),
    "RNN-ReLU": lambda m: torch.nn.RNNCell(4, m, nonlinearity="relu"),
    "LSTM": lambda m: torch.nn.LSTMCell(4, m),
    "GRU": lambda m: torch.nn.GRUCell(4, m),
}


def by_torch(cell: str, setting: Setting) -> np.ndarray:
    """Return the gradient's length at each step as torch.nn and autograd have it."""
    params = scale_recurrent(cell_params(cell, setting), setting.radius)
    zeros = np.zeros(setting.m)
    module = TORCH_CELLS[cell](setting.m).double()
    for name, letter in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"), ("bias_hh", "d")):
        rows = [params.get(f"{letter}_{gate}", zeros) for gate in GATES[cell]]
        getattr(module, name).data = torch.tensor(np.concatenate(rows))
    state, hidden = None, []
    for x in torch.tensor(random_inputs(setting.seed, setting.length)):
        state = module(x[None], state)
        hidden.append(state[0] if cell == "LSTM" else state)
        hidden[-1].retain_grad()
    hidden[-1].sum().backward()
    return np.array([np.linalg.norm(h.grad.numpy()) for h in hidden])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        PRESETS["vanish"],
        PRESETS["explode"],
        Setting(radius=1.2, bias=-2.0, length=40, initialisation="identity", m=3, seed=1),
        Setting(radius=0.5, bias=2.0, length=2, initialisation="uniform", m=1, seed=9),
    ],
)
def test_the_gradient_is_autograds(cell, setting):
    found, wanted = measure_gradients(cell, setting), by_torch(cell, setting)
    assert np.allclose(found.norms, wanted, rtol=1e-10, atol=0)
    assert found.shares[0] == pytest.approx(wanted[0] / wanted[-1], rel=1e-10)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("start", INITIALISATIONS)
@pytest.mark.parametrize("radius", [0.0, 0.05, 1.0, 2.35, 3.0])
def test_every_recurrent_matrix_has_the_spectral_radius_of_the_setting(cell, start, radius):
    params = scale_recurrent(cell_params(cell, Setting(initialisation=start, m=32)), radius)
    radii = [np.abs(np.linalg.eigvals(value)).max() for name, value in params.items() if name[:2] == "U_"]
    assert len(radii) == len(GATES[cell])
    assert np.allclose(radii, radius, rtol=0, atol=1e-12)


def test_a_matrix_of_zeros_stays_one():
    assert not scale_recurrent({"U_h": np.zeros((2, 2))}, 3.0)["U_h"].any()


@pytest.mark.parametrize("cell", CELLS)
def test_only_the_seed_changes_the_random_numbers(cell):
    first = cell_params(cell, Setting())
    moved = cell_params(cell, Setting(radius=2.0, length=7, activation="ReLU"))
    assert all(np.array_equal(first[name], moved[name]) for name in first)
    biased = cell_params(cell, Setting(bias=1.0))
    assert all(np.array_equal(first[name], biased[name]) for name in first if name[0] in "WU")
    assert not np.array_equal(first[next(iter(first))], cell_params(cell, Setting(seed=8))[next(iter(first))])


def test_a_longer_input_begins_with_the_shorter_one():
    assert np.array_equal(random_inputs(7, 200)[:31], random_inputs(7, 31))
    assert not np.array_equal(random_inputs(7, 31), random_inputs(8, 31))
    short, long = (measure_gradients("LSTM", Setting(length=length)).run.values["h"] for length in (31, 200))
    assert np.allclose(long[:31], short, rtol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_the_bias_is_that_of_the_keep_gate_alone(cell):
    changed = {
        name for name in cell_params(cell, Setting())
        if not np.array_equal(cell_params(cell, Setting(bias=-1.5))[name], cell_params(cell, Setting())[name])
    }  # fmt: skip
    assert changed == {"LSTM": {"b_f"}, "GRU": {"b_z"}}.get(cell, set())


@pytest.mark.parametrize("cell", CELLS)
def test_the_map_is_a_single_run_at_each_of_its_points(cell):
    setting = Setting(bias=2.0, m=6, initialisation="uniform")
    shares = phase_map(cell, setting)
    assert shares.shape == (len(MAP_LENGTHS), len(MAP_RADII))
    for j in range(0, len(MAP_LENGTHS), 2):
        for k in range(j % 3, len(MAP_RADII), 3):
            alone = measure_gradients(cell, replace(setting, radius=MAP_RADII[k], length=MAP_LENGTHS[j])).shares[0]
            # Beyond a radius of 2 the plain RNN is chaotic: equal to the last bit at first, or not at all later.
            assert shares[j, k] == pytest.approx(alone, rel=1e-9, abs=0), (MAP_LENGTHS[j], MAP_RADII[k])


def test_the_map_is_autograds_too():
    setting = Setting(bias=1.0, m=4, initialisation="uniform", radius=MAP_RADII[5], length=MAP_LENGTHS[8])
    wanted = by_torch("GRU", setting)
    assert phase_map("GRU", setting)[8, 5] == pytest.approx(wanted[0] / wanted[-1], rel=1e-10)


def test_the_maps_have_the_whole_range_of_the_settings():
    assert (MAP_RADII[0], MAP_RADII[-1]) == LIMITS["radius"]
    assert (MAP_LENGTHS[0], MAP_LENGTHS[-1]) == LIMITS["length"]


@pytest.mark.parametrize(
    ("preset", "cell", "band"),
    [
        ("vanish", "RNN", "gone"), ("vanish", "LSTM", "gone"), ("vanish", "GRU", "gone"),
        ("explode", "RNN-ReLU", "exploding"),
        ("remember", "RNN", "gone"), ("remember", "LSTM", "alive"), ("remember", "GRU", "alive"),
        ("overflow", "RNN-ReLU", "exploding"),
    ],
)  # fmt: skip
def test_a_preset_shows_what_it_is_named_after(preset, cell, band):
    assert cell in PRESETS[preset].cells
    assert gradient_flow.band(float(measure_gradients(cell, PRESETS[preset]).shares[0])) == band


def test_an_overflow_of_float32_is_found():
    assert backward_overflow_steps(np.array([np.nan, np.inf, 1e40, 3e38, 1.0])) == 2
    assert backward_overflow_steps(np.array([1e38, 1.0])) is None
    lengths = measure_gradients("RNN-ReLU", PRESETS["overflow"]).norms
    back = backward_overflow_steps(lengths)
    assert back is not None and lengths[-1 - back] > 3.4028235e38 > lengths[-back]
    assert backward_overflow_steps(measure_gradients("LSTM", PRESETS["overflow"]).norms) is None


def test_a_run_that_overflows_is_nan_and_never_gone():
    run_away = replace(PRESETS["overflow"], radius=1e6)
    found = measure_gradients("RNN-ReLU", run_away)
    assert np.isnan(found.shares).all()
    at = forward_overflow_step(found.run)
    assert at is not None and np.isfinite(found.run.values["h"][:at]).all()
    assert forward_overflow_step(measure_gradients("RNN-ReLU", replace(run_away, length=at)).run) is None
    assert forward_overflow_step(measure_gradients("LSTM", run_away).run) is None


def test_the_map_of_a_run_that_overflows_is_nan_from_there_on(monkeypatch):
    monkeypatch.setattr(vanishing_gradients, "MAP_RADII", (1.0, 1e6))
    shares = phase_map("RNN-ReLU", PRESETS["overflow"])
    at = forward_overflow_step(measure_gradients("RNN-ReLU", replace(PRESETS["overflow"], radius=1e6)).run)
    assert np.isfinite(shares[:, 0]).all()
    assert np.array_equal(np.isnan(shares[:, 1]), np.array(MAP_LENGTHS) > at)


def test_the_slope_and_the_keep_factor_are_those_of_the_steps_gone_back_through():
    rnn, lstm = (measure_gradients(cell, Setting(length=9)).run for cell in ("RNN", "LSTM"))
    assert mean_slope(rnn) == pytest.approx((1 - rnn.values["h"][1:] ** 2).mean())
    mean, product = mean_keep_factors(lstm)
    assert mean == pytest.approx(lstm.values["f"][1:].mean())
    assert product == pytest.approx(lstm.values["f"][1:].prod(axis=0).mean())
    assert mean_keep_factors(rnn) is None
