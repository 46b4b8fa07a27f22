from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.lessons import vanishing_gradients
from explainer.lessons.vanishing_gradients import (
    ACROSS,
    LIMITS,
    PRESETS,
    UPWARDS,
    Setting,
    drawn,
    keeping,
    lost,
    measure,
    numbers,
    overflow,
    phase,
    scaled,
    steepness,
)
from explainer.numerics import gradient_flow
from explainer.numerics.initialisation import STARTS

CELLS = ("RNN", "RNN-ReLU", "LSTM", "GRU")
GATES = {"RNN": "h", "RNN-ReLU": "h", "LSTM": "ifgo", "GRU": "rzn"}
MADE = {
    "RNN": lambda m: torch.nn.RNNCell(4, m),
    "RNN-ReLU": lambda m: torch.nn.RNNCell(4, m, nonlinearity="relu"),
    "LSTM": lambda m: torch.nn.LSTMCell(4, m),
    "GRU": lambda m: torch.nn.GRUCell(4, m),
}


def by_torch(cell: str, setting: Setting) -> np.ndarray:
    """Return the gradient's length at each step as torch.nn and autograd have it."""
    params = scaled(drawn(cell, setting), setting.radius)
    zeros = np.zeros(setting.m)
    module = MADE[cell](setting.m).double()
    for name, letter in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"), ("bias_hh", "d")):
        rows = [params.get(f"{letter}_{gate}", zeros) for gate in GATES[cell]]
        getattr(module, name).data = torch.tensor(np.concatenate(rows))
    state, kept = None, []
    for x in torch.tensor(numbers(setting.seed, setting.length)):
        state = module(x[None], state)
        kept.append(state[0] if cell == "LSTM" else state)
        kept[-1].retain_grad()
    kept[-1].sum().backward()
    return np.array([np.linalg.norm(h.grad.numpy()) for h in kept])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        PRESETS["vanish"],
        PRESETS["explode"],
        Setting(radius=1.2, bias=-2.0, length=40, start="identity", m=3, seed=1),
        Setting(radius=0.5, bias=2.0, length=2, start="uniform", m=1, seed=9),
    ],
)
def test_the_gradient_is_autograds(cell, setting):
    found, wanted = measure(cell, setting), by_torch(cell, setting)
    assert np.allclose(found.lengths, wanted, rtol=1e-10, atol=0)
    assert found.shares[0] == pytest.approx(wanted[0] / wanted[-1], rel=1e-10)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("radius", [0.0, 0.05, 1.0, 2.35, 3.0])
def test_every_recurrent_matrix_has_the_radius_that_is_asked_for(cell, start, radius):
    params = scaled(drawn(cell, Setting(start=start, m=32)), radius)
    radii = [np.abs(np.linalg.eigvals(value)).max() for name, value in params.items() if name[:2] == "U_"]
    assert len(radii) == len(GATES[cell])
    assert np.allclose(radii, radius, rtol=0, atol=1e-12)


def test_a_matrix_of_zeros_stays_one():
    assert not scaled({"U_h": np.zeros((2, 2))}, 3.0)["U_h"].any()


@pytest.mark.parametrize("cell", CELLS)
def test_no_knob_but_the_seed_draws_anew(cell):
    first = drawn(cell, Setting())
    moved = drawn(cell, Setting(radius=2.0, length=7, activation="ReLU"))
    assert all(np.array_equal(first[name], moved[name]) for name in first)
    biased = drawn(cell, Setting(bias=1.0))
    assert all(np.array_equal(first[name], biased[name]) for name in first if name[0] in "WU")
    assert not np.array_equal(first[next(iter(first))], drawn(cell, Setting(seed=8))[next(iter(first))])


def test_a_longer_run_reads_on_where_a_shorter_one_ends():
    assert np.array_equal(numbers(7, 200)[:31], numbers(7, 31))
    assert not np.array_equal(numbers(7, 31), numbers(8, 31))
    short, long = (measure("LSTM", Setting(length=length)).run.values["h"] for length in (31, 200))
    assert np.allclose(long[:31], short, rtol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_the_bias_is_the_keep_gates_and_no_others(cell):
    changed = {
        name for name in drawn(cell, Setting())
        if not np.array_equal(drawn(cell, Setting(bias=-1.5))[name], drawn(cell, Setting())[name])
    }  # fmt: skip
    assert changed == {"LSTM": {"b_f"}, "GRU": {"b_z"}}.get(cell, set())


@pytest.mark.parametrize("cell", CELLS)
def test_the_map_is_a_single_run_at_each_of_its_points(cell):
    setting = Setting(bias=2.0, m=6, start="uniform")
    shares = phase(cell, setting)
    assert shares.shape == (len(UPWARDS), len(ACROSS))
    for j in range(0, len(UPWARDS), 2):
        for k in range(j % 3, len(ACROSS), 3):
            alone = measure(cell, replace(setting, radius=ACROSS[k], length=UPWARDS[j])).shares[0]
            # Beyond a radius of 2 the plain RNN is chaotic: equal to the last bit at first, or not at all later.
            assert shares[j, k] == pytest.approx(alone, rel=1e-9, abs=0), (UPWARDS[j], ACROSS[k])


def test_the_map_is_autograds_too():
    setting = Setting(bias=1.0, m=4, start="uniform", radius=ACROSS[5], length=UPWARDS[8])
    wanted = by_torch("GRU", setting)
    assert phase("GRU", setting)[8, 5] == pytest.approx(wanted[0] / wanted[-1], rel=1e-10)


def test_the_maps_reach_all_that_can_be_set():
    assert (ACROSS[0], ACROSS[-1]) == LIMITS["radius"]
    assert (UPWARDS[0], UPWARDS[-1]) == LIMITS["length"]


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
    assert gradient_flow.band(float(measure(cell, PRESETS[preset]).shares[0])) == band


def test_what_float32_cannot_hold_is_found():
    assert overflow(np.array([np.nan, np.inf, 1e40, 3e38, 1.0])) == 2
    assert overflow(np.array([1e38, 1.0])) is None
    lengths = measure("RNN-ReLU", PRESETS["overflow"]).lengths
    back = overflow(lengths)
    assert back is not None and lengths[-1 - back] > 3.4028235e38 > lengths[-back]
    assert overflow(measure("LSTM", PRESETS["overflow"]).lengths) is None


def test_a_run_that_overflows_is_no_number_and_never_gone():
    run_away = replace(PRESETS["overflow"], radius=1e6)
    found = measure("RNN-ReLU", run_away)
    assert np.isnan(found.shares).all()
    at = lost(found.run)
    assert at is not None and np.isfinite(found.run.values["h"][:at]).all()
    assert lost(measure("RNN-ReLU", replace(run_away, length=at)).run) is None
    assert lost(measure("LSTM", run_away).run) is None


def test_the_map_of_a_run_that_overflows_is_no_number_from_there_on(monkeypatch):
    monkeypatch.setattr(vanishing_gradients, "ACROSS", (1.0, 1e6))
    shares = phase("RNN-ReLU", PRESETS["overflow"])
    at = lost(measure("RNN-ReLU", replace(PRESETS["overflow"], radius=1e6)).run)
    assert np.isfinite(shares[:, 0]).all()
    assert np.array_equal(np.isnan(shares[:, 1]), np.array(UPWARDS) > at)


def test_the_slope_and_the_keep_factor_are_those_of_the_steps_gone_back_through():
    rnn, lstm = (measure(cell, Setting(length=9)).run for cell in ("RNN", "LSTM"))
    assert steepness(rnn) == pytest.approx((1 - rnn.values["h"][1:] ** 2).mean())
    mean, product = keeping(lstm)
    assert mean == pytest.approx(lstm.values["f"][1:].mean())
    assert product == pytest.approx(lstm.values["f"][1:].prod(axis=0).mean())
    assert keeping(rnn) is None
