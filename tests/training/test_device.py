import pytest
import torch

from explainer.training import device
from explainer.training.device import choose_device, flush_denormals
from explainer.training.limits import RecipeError


@pytest.mark.parametrize(
    ("available", "wanted"), [({"cuda", "mps", "cpu"}, "cuda"), ({"mps", "cpu"}, "mps"), ({"cpu"}, "cpu")]
)
def test_the_best_device_is_chosen(monkeypatch, available, wanted):
    monkeypatch.setattr(device, "is_available", lambda name: name in available)
    assert choose_device("auto") == torch.device(wanted)


def test_a_missing_device_is_an_error(monkeypatch):
    monkeypatch.setattr(device, "is_available", lambda name: name == "cpu")
    with pytest.raises(RecipeError, match="This machine has no “cuda”; it has cpu."):
        choose_device("cuda")


def test_the_cpu_is_always_available():
    assert choose_device("cpu") == torch.device("cpu")


def test_denormals_are_flushed_to_zero():
    assert (torch.tensor(1e-38) * 0.1).item() > 0
    try:
        flush_denormals()
        assert (torch.tensor(1e-38) * 0.1).item() == 0
    finally:
        torch.set_flush_denormal(False)
