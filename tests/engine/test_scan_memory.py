"""What runs when a faster engine cannot: on tensors that say they are on a card, with Triton's compiler replaced."""

from types import SimpleNamespace

import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine import engine_choice, triton_loop
from explainer.engine.engine_choice import AUTO, EngineError, EngineOptions
from explainer.engine.network import Network, init_network, run
from explainer.engine.scan import Scan

PROGRAM, STEPS, UNITS, COLUMNS = lower(CELLS["GRU"]), 4, 3, 2
WITHOUT_CUDA = pytest.mark.skipif(torch.version.cuda is not None, reason="this PyTorch may capture a graph")
REASON = "its kernel could not be compiled (RuntimeError: Failed to find C compiler)"


class OnCuda(torch.Tensor):
    """A tensor of the processor that says it is on a card."""

    __torch_function__ = torch._C._disabled_torch_function_impl
    device = torch.device("cuda", 0)


def on_card(tensor: torch.Tensor) -> torch.Tensor:
    return torch.Tensor._make_subclass(OnCuda, tensor)


@pytest.fixture
def card(monkeypatch):
    """A card with Triton; `card.compile` is what happens when a kernel is compiled."""
    found = SimpleNamespace(compiled=0, compile=lambda: SimpleNamespace(metadata=SimpleNamespace(shared=100), run=None))

    def warmup(*args, **options):
        found.compiled += 1
        return found.compile()

    kernel = SimpleNamespace(warmup=warmup)
    monkeypatch.setattr(engine_choice, "has_triton", lambda: True)
    monkeypatch.setattr(triton_loop, "is_interpreting", lambda: False)
    monkeypatch.setattr(triton_loop, "import_kernels", lambda text: SimpleNamespace(forward=kernel, backward=kernel))
    properties = SimpleNamespace(shared_memory_per_block_optin=200)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: properties)
    return found


def fails(text: str, kind: type[Exception] = RuntimeError):
    def compile_kernel():
        raise kind(text)

    return compile_kernel


def inputs():
    params = init_network(Network(PROGRAM, n=2, m=UNITS, k=0), (3,))
    x = torch.linspace(-1, 1, STEPS * 2 * COLUMNS).view(STEPS, 1, 2, COLUMNS)
    return {name[2:]: value for name, value in params.items()}, x, torch.zeros(1, UNITS, COLUMNS)


def run_thrice(options: EngineOptions = AUTO):
    params, x, first = inputs()
    scan = Scan(PROGRAM, options)
    wanted = Scan(PROGRAM, EngineOptions("eager"))(params, x, {"h": first}).h
    found = []
    for _ in range(3):
        leaves = {name: value.clone().requires_grad_() for name, value in params.items()}
        done = scan(leaves, x, {"h": on_card(first)})
        done.h.sum().backward()
        assert torch.equal(done.h.detach(), wanted)
        found.append(scan.ran)
    return found


def test_after_a_kernel_that_does_not_compile_the_calls_run_and_the_reason_is_known(card):
    card.compile = fails("Failed to find C compiler")
    first, *_ = run_thrice()
    assert (first.engine, first.reason) == ("graph", REASON)
    assert card.compiled == 1  # the next run does not wait for the compiler again


def test_a_kernel_with_too_little_memory_on_the_chip_is_left_out(card):
    card.compile = lambda: SimpleNamespace(metadata=SimpleNamespace(shared=232_448), run=None)
    assert run_thrice()[0].reason == "its kernel needs 232,448 bytes on the chip, and the card has 200"


@WITHOUT_CUDA
def test_calls_that_cannot_be_captured_are_made_one_by_one(card):
    card.compile = fails("Failed to find C compiler")
    graph, *later = run_thrice()
    assert graph.engine == "graph" and {one.engine for one in later} == {"eager"}
    assert "its calls could not be captured as a CUDA graph (" in later[0].reason


def test_a_forced_engine_is_not_replaced(card):
    card.compile = fails("Failed to find C compiler")
    with pytest.raises(EngineError, match="“fused” was asked for, but its kernel could not be compiled"):
        run_thrice(EngineOptions("fused"))


@WITHOUT_CUDA
def test_a_forced_graph_is_not_replaced(card):
    with pytest.raises(RuntimeError, match="CUDAGraph"):
        run_thrice(EngineOptions("graph"))


def test_too_little_memory_is_no_reason_for_another_engine(card):
    card.compile = fails("CUDA out of memory", torch.OutOfMemoryError)
    with pytest.raises(torch.OutOfMemoryError):
        run_thrice()


def test_a_network_names_the_engine_that_ran(card):
    card.compile = fails("Failed to find C compiler")
    network = Network(PROGRAM, n=2, m=UNITS, k=0, layers=2)
    params = {name: on_card(value) for name, value in init_network(network, (3,)).items()}
    assert network.engine(next(iter(params.values()))).engine == "fused"
    _, x, first = inputs()
    run(network, params, x, [{"h": on_card(first)}] * 2)
    found = network.engine(next(iter(params.values())))
    assert (found.engine, found.reason) == ("graph", REASON)
