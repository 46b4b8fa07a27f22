from types import SimpleNamespace

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
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", lambda device: 1.0)
    assert device.most_stored(torch.device("cuda")) == 8_000
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", lambda device: 0.25)
    assert device.most_stored(torch.device("cuda")) == 4_500  # of 90,000 a quarter, of that four fifths
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


@pytest.fixture
def two_cards(monkeypatch):
    """Two cards, the second of which no longer answers."""

    def properties(number):
        return SimpleNamespace(name="H200", total_memory=139 * 2**30)

    def mem_get_info(number=0):
        if number == 1:
            raise RuntimeError("CUDA error: device not ready\nCompile with …")
        return 40_000, 90_000

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_properties", properties)
    monkeypatch.setattr(torch.cuda, "mem_get_info", mem_get_info)


def test_each_card_is_tried(two_cards):
    first, second, last = device.find_devices()
    assert (first.kind, first.name, first.memory, first.problem) == ("cuda", "H200", 139 * 2**30, "")
    assert (second.kind, second.problem, last.kind) == ("cuda", "CUDA error: device not ready", "cpu")


def test_a_run_gets_a_card_and_a_share_of_it(two_cards, monkeypatch):
    done = []
    monkeypatch.setattr(torch.cuda, "set_device", done.append)
    monkeypatch.setattr(torch.cuda, "set_per_process_memory_fraction", done.append)
    device.use_card(1, 0.3)
    assert done == [1, 0.3]


def test_a_card_has_a_name_and_a_memory_and_a_processor_has_none(two_cards, monkeypatch):
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: 5)
    assert device.name_of(torch.device("cuda:0")) == ("H200", 139 * 2**30)
    assert device.name_of(torch.device("cpu")) == ("cpu", 0)
    assert (device.held_memory(torch.device("cuda:0")), device.held_memory(torch.device("cpu"))) == (5, 0)
