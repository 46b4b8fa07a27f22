import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.program import lower
from explainer.engine.kernel_calls import Act, gathered, ranked
from explainer.engine.plan import plan
from explainer.engine.sums import Sums, sums_of

CALLS = {"RNN": (2, 2), "LSTM": (7, 4), "GRU": (5, 3), "CIFG": (6, 4), "UGRNN": (4, 3)}


@pytest.mark.parametrize("name", CALLS)
def test_a_time_step_takes_as_few_calls_as_by_hand(name):
    made = plan(lower(CELLS[name]))
    assert (len(made.forward), len(made.backward)) == CALLS[name]


@pytest.mark.parametrize("name", CELLS)
def test_one_product_serves_all_matrices_on_the_same_past(name):
    made = plan(lower(CELLS[name]))
    assert all(len(stretches) == 1 for stretches in made.stretches.values())
    products = [act for act in made.forward if act.kind == "gemm"]
    assert len(products) == len({act.args for act in products})


def test_sums_are_gathered_with_their_signs():
    sums = Sums(lower(read_cell("a = W_a @ x - (U_a @ h_prev - b_a)\nh = tanh(a) * h_prev")))
    assert sums.blocks == ("a",)
    assert sums.terms("a") == [(1, "W_a @ x"), (-1, "U_a @ h_prev"), (1, "b_a")]
    assert [(sign, step.name) for sign, step in sums.products("a")] == [(-1, "U_a @ h_prev")]


def test_a_state_that_is_itself_a_sum_becomes_a_copy_of_it():
    sums = sums_of(lower(read_cell("h = W_h @ x + U_h @ h_prev")))
    assert sums.blocks == ("h sum",)
    assert [(act.kind, act.into) for act in plan(lower(read_cell("h = W_h @ x + U_h @ h_prev"))).forward] == [
        ("gemm", ("h sum",)),
        ("same", ("h",)),
    ]


def test_acts_are_joined_side_by_side_and_what_must_wait_waits():
    acts = [Act("sigmoid", ("a",)), Act("mul", ("c",), ("a", "b")), Act("sigmoid", ("b",)), Act("tanh", ("c",))]
    assert [level for level, _ in ranked(acts)] == [1, 2, 3, 3]
    acts = [Act("sigmoid", ("a",)), Act("sigmoid", ("b",)), Act("mul", ("c",), ("a", "b"))]
    assert [act.into for act in gathered(ranked(acts), ["a", "b"])] == [("a", "b"), ("c",)]
    assert [act.into for act in gathered(ranked(acts), ["b", "x", "a"])] == [("b",), ("a",), ("c",)]
