import pytest
import torch
from torch import nn

from explainer import trace_module
from explainer.torch_models.modules import module_run, reference_run


@pytest.mark.parametrize(
    ("layers", "m", "batch_first"), [(1, 6, False), (2, 64, False), (3, 17, True), (1, 128, False)]
)
def test_the_gates_that_torch_has_saved_fit_the_weights(layers, m, batch_first, monkeypatch):
    module, x = nn.LSTM(4, m, layers, batch_first=batch_first), torch.randn(9, 5, 4)
    seen = []
    original = module_run.match_weights
    monkeypatch.setattr(module_run, "match_weights", lambda *args: seen.append(original(*args)) or seen[-1])
    read = trace_module(module, x)
    assert seen == [True] * layers  # else they were computed, and this test compares nothing
    monkeypatch.setattr(reference_run, "may_use_fused", lambda *args: False)
    computed = trace_module(module, x)
    assert len(seen) == layers
    for name in read.names:
        assert torch.allclose(read[name], computed[name], atol=2e-6), name
    assert read.max_abs_diff < 1e-6


def test_gates_in_another_layout_are_not_used(monkeypatch):
    module, x = nn.LSTM(3, 5), torch.randn(7, 2, 3)
    expected = trace_module(module, x)["f"]
    original = reference_run.gates_of
    monkeypatch.setattr(
        reference_run, "gates_of", lambda *args: tuple((gates.flip(2), h) for gates, h in original(*args))
    )
    t = trace_module(module, x)
    assert torch.allclose(t["f"], expected, atol=1e-6) and t.max_abs_diff < 1e-6


def test_without_saved_gates_they_are_computed(monkeypatch):
    monkeypatch.setattr(reference_run, "gates_of", lambda *args: ())
    assert trace_module(nn.LSTM(3, 5), torch.randn(7, 2, 3)).max_abs_diff < 1e-6


def test_frozen_weights_make_no_difference():
    module, x = nn.LSTM(3, 5), torch.randn(7, 2, 3)
    expected = trace_module(module, x)["c"]
    assert torch.equal(trace_module(module.requires_grad_(False), x)["c"], expected)
