import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.engine.kernel_calls import KernelCall, fuse, with_levels
from explainer.engine.plan import plan
from explainer.engine.sums import Sums, sums_of

CALLS = {"RNN": (2, 2), "LSTM": (7, 4), "GRU": (5, 3), "CIFG": (6, 4), "UGRNN": (4, 3)}


@pytest.mark.parametrize("name", CALLS)
def test_a_time_step_takes_as_few_calls_as_written_by_hand(name):
    made = plan(lower(CELLS[name]))
    assert (len(made.forward), len(made.backward)) == CALLS[name]


@pytest.mark.parametrize("name", CELLS)
def test_one_product_serves_all_matrices_on_the_same_past(name):
    made = plan(lower(CELLS[name]))
    assert all(len(ranges) == 1 for ranges in made.stack_ranges.values())
    products = [call for call in made.forward if call.kind == "gemm"]
    assert len(products) == len({call.args for call in products})


def test_sums_are_gathered_with_their_signs():
    sums = Sums(lower(read_cell("a = W_a @ x - (U_a @ h_prev - b_a)\nh = tanh(a) * h_prev")))
    assert sums.blocks == ("a",)
    assert sums.terms("a") == [(1, "W_a @ x"), (-1, "U_a @ h_prev"), (1, "b_a")]
    assert [(sign, step.name) for sign, step in sums.products("a")] == [(-1, "U_a @ h_prev")]


def test_a_state_that_is_itself_a_sum_becomes_a_copy_of_it():
    sums = sums_of(lower(read_cell("h = W_h @ x + U_h @ h_prev")))
    assert sums.blocks == ("h sum",)
    assert [(call.kind, call.into) for call in plan(lower(read_cell("h = W_h @ x + U_h @ h_prev"))).forward] == [
        ("gemm", ("h sum",)),
        ("same", ("h",)),
    ]


def test_neighbouring_calls_are_fused_and_what_must_wait_waits():
    calls = [
        KernelCall("sigmoid", ("a",)),
        KernelCall("mul", ("c",), ("a", "b")),
        KernelCall("sigmoid", ("b",)),
        KernelCall("tanh", ("c",)),
    ]
    assert [level for level, _ in with_levels(calls)] == [1, 2, 3, 3]
    calls = [KernelCall("sigmoid", ("a",)), KernelCall("sigmoid", ("b",)), KernelCall("mul", ("c",), ("a", "b"))]
    assert [call.into for call in fuse(with_levels(calls), ["a", "b"])] == [("a", "b"), ("c",)]
    assert [call.into for call in fuse(with_levels(calls), ["b", "x", "a"])] == [("b",), ("a",), ("c",)]
