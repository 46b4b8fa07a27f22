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


def test_a_card_may_store_what_is_free_and_a_processor_what_is_allowed(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (40_000, 90_000))
    assert device.most_stored(torch.device("cuda")) == 8_000
    assert device.most_stored(torch.device("cpu")) == device.MAX_STORED


def test_the_engine_of_this_machine_is_described(monkeypatch):
    monkeypatch.setattr(device, "is_available", lambda name: name == "cpu")
    assert device.describe_engine() == "eager (call by call): there are no fused kernels for cpu"


def test_the_cpu_is_always_available():
    assert choose_device("cpu") == torch.device("cpu")


def test_denormals_are_flushed_to_zero():
    assert (torch.tensor(1e-38) * 0.1).item() > 0
    try:
        flush_denormals()
        assert (torch.tensor(1e-38) * 0.1).item() == 0
    finally:
        torch.set_flush_denormal(False)
