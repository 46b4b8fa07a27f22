import pytest
import torch

from explainer.training import device
from explainer.training.device import choose, settle
from explainer.training.limits import RecipeError


@pytest.mark.parametrize(
    ("there", "wanted"), [({"cuda", "mps", "cpu"}, "cuda"), ({"mps", "cpu"}, "mps"), ({"cpu"}, "cpu")]
)
def test_the_best_device_is_chosen(monkeypatch, there, wanted):
    monkeypatch.setattr(device, "has", lambda name: name in there)
    assert choose("auto") == torch.device(wanted)


def test_a_device_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(device, "has", lambda name: name == "cpu")
    with pytest.raises(RecipeError, match="This machine has no “cuda”; it has cpu."):
        choose("cuda")


def test_the_processor_is_always_there():
    assert choose("cpu") == torch.device("cpu")


def test_a_settled_process_knows_no_smaller_numbers():
    assert (torch.tensor(1e-38) * 0.1).item() > 0
    try:
        settle()
        assert (torch.tensor(1e-38) * 0.1).item() == 0
    finally:
        torch.set_flush_denormal(False)
