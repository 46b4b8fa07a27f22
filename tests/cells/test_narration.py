import re

import pytest

from explainer.cells import narration
from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.primitives import OPS
from explainer.cells.program import Step


@pytest.mark.parametrize("name", CELLS)
def test_every_operation_has_a_title_and_a_sentence_with_places_for_numbers(name):
    program = lower(CELLS[name])
    for step in program.steps:
        assert re.match(r"[A-Z]\w+ ", narration.title(program, step))
        sentence = narration.sentence(program, step)
        places = set(re.findall(r"\{(\w)\}", sentence))
        assert {"u", "r"} <= places | ({"r"} if step.op == "same" else set())
        measures = {"m", "s"} if step.op == "norm" else set()
        assert places <= {"u", "r", "p", *map(str, range(len(step.args)))} | measures


def texts(cell: str, name: str) -> tuple[str, str]:
    program = lower(CELLS[cell])
    step = program.step(name)
    assert step
    return narration.title(program, step), narration.sentence(program, step)


def test_a_gated_product_is_described_by_the_gates_role():
    assert texts("LSTM", "f * c_prev") == ("Keep part of the old memory", "Unit {u} keeps {0} of {1}: {r} is left.")
    assert texts("GRU", "(1 - z) * n")[1] == "Unit {u} writes {0} of {1}: {r}."
    assert texts("GRU", "z * h_prev")[1] == "Unit {u} keeps {0} of {1}: {r} is left."
    assert texts("MGU", "(1 - f) * h_prev")[1] == "Unit {u} keeps {0} of {1}: {r} is left."
    assert texts("GRU-Cho", "r * h_prev")[0] == "Let part of the value through"
    assert texts("LSTM", "c") == ("Add what is written to what is kept", "Unit {u} of c goes from {p} to {r}.")


def test_matrix_products_name_their_vector():
    program = lower(read_cell("h = tanh(W_h @ x + U_a @ h_below + U_b @ h_prev)"))
    found = [narration.sentence(program, step) for step in program.steps if step.op == "matmul"]
    assert [text.split("adds up ")[1].split(",")[0] for text in found] == [
        "all inputs", "all units of the layer below", "all units of the previous step",
    ]  # fmt: skip
    assert texts("LSTM-depth", "d * c_below")[1] == "Unit {u} writes {0} of {1}: {r}."


@pytest.mark.parametrize("name", OPS)
def test_every_backward_sentence_has_places_for_unit_and_gradient(name):
    found = narration.backward_texts(Step("", name, (), "", ""))
    assert found["title"].startswith("Backward through a")
    assert set(re.findall(r"\{(\w)\}", found["sentence"])) == {"u", "d"}
    assert all(len(part.split()) <= 25 for part in re.split(r"[.:] ", found["sentence"]))
