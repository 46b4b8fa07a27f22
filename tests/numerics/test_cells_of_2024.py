"""The cells of 2024 against their papers' equations, written here once more with autograd."""

import numpy as np
import pytest
import torch
from torch.nn.functional import logsigmoid

from explainer.numerics.backward import backward
from explainer.numerics.trace import Layer, trace
from tests.conftest import small_run

T, N, M = 9, 3, 4


def min_gru(p, x):
    """Feng et al. 2024, section 3.1: h_t = (1 - z_t) h_(t-1) + z_t h~_t."""
    h, shown = torch.zeros(M, dtype=torch.float64), []
    for x_t in x:
        z = torch.sigmoid(p["W_z"] @ x_t + p["b_z"])
        h = (1 - z) * h + z * (p["W_n"] @ x_t + p["b_n"])
        shown.append(h)
    return torch.stack(shown)


def min_lstm(p, x):
    """Feng et al. 2024, section 3.2: both gates are divided by their sum."""
    h, shown = torch.zeros(M, dtype=torch.float64), []
    for x_t in x:
        f, i = (torch.sigmoid(p[f"W_{k}"] @ x_t + p[f"b_{k}"]) for k in "fi")
        total = f + i
        h = f / total * h + i / total * (p["W_g"] @ x_t + p["b_g"])
        shown.append(h)
    return torch.stack(shown)


def s_lstm(p, x):
    """Beck et al. 2024, equations 8 to 14, without the stabiliser: h does not depend on it."""
    h = c = n = torch.zeros(M, dtype=torch.float64)
    shown = []
    for x_t in x:
        i, f, z, o = (p[f"W_{k}"] @ x_t + p[f"U_{k}"] @ h + p[f"b_{k}"] for k in "ifzo")
        c = torch.sigmoid(f) * c + torch.exp(i) * torch.tanh(z)
        n = torch.sigmoid(f) * n + torch.exp(i)
        h = torch.sigmoid(o) * c / n
        shown.append(h)
    return torch.stack(shown)


REFERENCES = {"minGRU": min_gru, "minLSTM": min_lstm, "sLSTM": s_lstm}


@pytest.mark.parametrize("name", REFERENCES)
def test_values_and_gradients_equal_the_papers_equations(name):
    run = small_run(name, T, N, M, 1)
    weights = np.random.default_rng(3).normal(size=(T, M))
    params = {key: torch.tensor(value, requires_grad=True) for key, value in run.layers[0].layer.params.items()}
    x = torch.tensor(run.x, requires_grad=True)
    shown = REFERENCES[name](params, x)
    (shown * torch.tensor(weights)).sum().backward()
    ours = backward(run, {"h": weights})
    assert np.abs(run.output - shown.detach().numpy()).max() < 1e-12
    assert np.abs(ours.x - x.grad.numpy()).max() < 1e-12
    for key, value in params.items():
        assert np.abs(ours.layers[0].params[key] - value.grad.numpy()).max() < 1e-12, key


def test_the_states_of_the_slstm_are_those_of_its_stabilised_equations():
    """Beck et al. 2024, equations 15 to 17: m_t = max(log f_t + m_(t-1), log i_t)."""
    run = small_run("sLSTM", T, N, M, 1)
    p = {key: torch.tensor(value) for key, value in run.layers[0].layer.params.items()}
    h = c = n = m = torch.zeros(M, dtype=torch.float64)
    for t, x_t in enumerate(torch.tensor(run.x)):
        log_i, f, z, o = (p[f"W_{k}"] @ x_t + p[f"U_{k}"] @ h + p[f"b_{k}"] for k in "ifzo")
        before, m = m, torch.maximum(logsigmoid(f) + m, log_i)
        i, f = torch.exp(log_i - m), torch.exp(logsigmoid(f) + before - m)
        c, n = f * c + i * torch.tanh(z), f * n + i
        h = torch.sigmoid(o) * c / n
        for name, wanted in {"s": m, "c": c, "n": n, "h": h}.items():
            assert np.abs(run.layers[0].values[name][t] - wanted.numpy()).max() < 1e-12, name


def test_large_sums_do_not_overflow_in_the_slstm():
    run = small_run("sLSTM", T, N, M, 1).layers[0]
    params = {key: 30.0 * value for key, value in run.layer.params.items()}
    large = trace([Layer(run.program, params)], run.values["x"])
    assert np.isfinite(large.output).all() and np.abs(large.output).max() <= 1.0
