import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine import engine_choice
from explainer.engine.engine_choice import (
    AUTO,
    EngineChoice,
    EngineError,
    EngineOptions,
    choose_engine,
    fused_refusal,
    slowest,
    without_fused,
)
from explainer.engine.plan import plan

ORDER = plan(lower(CELLS["LSTM"]))


class OnCuda:
    """What the choice reads of a tensor on a GPU."""

    def __init__(self, dtype=torch.float32) -> None:
        self.device, self.dtype = torch.device("cuda"), dtype


@pytest.fixture(autouse=True)
def triton_is_installed(monkeypatch):
    monkeypatch.setattr(engine_choice, "has_triton", lambda: True)


def test_on_a_processor_calls_are_made_one_by_one():
    choice = choose_engine(AUTO, ORDER, 32, torch.empty(0))
    assert choice.engine == "eager" and choice.reason == "there are no fused kernels for cpu"


@pytest.mark.parametrize(("m", "precision"), [(1, "ieee"), (64, "ieee"), (65, "tf32x3"), (256, "tf32x3")])
def test_on_a_gpu_the_loop_is_fused_and_exact_up_to_64_units(m, precision):
    choice = choose_engine(AUTO, ORDER, m, OnCuda())
    assert (choice.engine, choice.precision, choice.reason) == ("fused", precision, "")
    assert choice.tiles.units >= max(m, 16) and choice.tiles.units & (choice.tiles.units - 1) == 0


@pytest.mark.parametrize(
    ("m", "dtype", "reason"), [(257, torch.float32, "257 units"), (8, torch.float64, "not in float64")]
)
def test_what_is_not_fused_on_a_gpu_is_a_graph_with_a_reason(m, dtype, reason):
    choice = choose_engine(AUTO, ORDER, m, OnCuda(dtype))
    assert choice.engine == "graph" and reason in choice.reason


def test_without_triton_it_is_a_graph(monkeypatch):
    monkeypatch.setattr(engine_choice, "has_triton", lambda: False)
    assert choose_engine(AUTO, ORDER, 8, OnCuda()).reason == "Triton is not installed"
    assert fused_refusal(8, "mps", torch.float32) == "there are no fused kernels for mps"


@pytest.mark.parametrize("engine", ["fused", "graph", "eager"])
def test_an_engine_can_be_forced(engine):
    assert choose_engine(EngineOptions(engine), ORDER, 8, OnCuda()).engine == engine


def test_a_kernel_that_does_not_fit_leaves_the_graph():
    choice = choose_engine(without_fused(AUTO, "it is too large"), ORDER, 8, OnCuda())
    assert (choice.engine, choice.reason) == ("graph", "it is too large")
    with pytest.raises(EngineError, match="“fused” was asked for, but it is too large"):
        without_fused(EngineOptions("fused"), "it is too large")


def test_of_several_choices_the_slowest_is_named():
    choices = [EngineChoice("fused"), EngineChoice("eager", "why"), EngineChoice("graph")]
    assert slowest(choices) == choices[1] and slowest([]) is None


def test_matrices_that_are_too_large_are_read_in_pieces():
    held = [choose_engine(AUTO, ORDER, m, OnCuda()).tiles.pieces for m in (64, 65, 256)]
    assert held == [False, True, True]
