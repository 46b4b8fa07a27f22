import re

import pytest

from explainer.cells import narration
from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.program import lower


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


def said(cell: str, name: str) -> tuple[str, str]:
    program = lower(CELLS[cell])
    step = program.step(name)
    assert step
    return narration.title(program, step), narration.sentence(program, step)


def test_a_gate_says_what_it_does_whatever_its_place_in_the_product():
    assert said("LSTM", "f * c_prev") == ("Keep part of what was", "Unit {u} keeps {0} of {1}: {r} is left.")
    assert said("GRU", "(1 - z) * n")[1] == "Unit {u} writes {0} of {1}: {r}."
    assert said("GRU", "z * h_prev")[1] == "Unit {u} keeps {0} of {1}: {r} is left."
    assert said("MGU", "(1 - f) * h_prev")[1] == "Unit {u} keeps {0} of {1}: {r} is left."
    assert said("GRU-Cho", "r * h_prev")[0] == "Let part of it be seen"
    assert said("LSTM", "c") == ("Add what is written to what is kept", "Unit {u} of c goes from {p} to {r}.")


def test_what_comes_from_the_layer_below_is_said_so():
    program = lower(read_cell("h = tanh(W_h @ x + U_a @ h_below + U_b @ h_prev)"))
    found = [narration.sentence(program, step) for step in program.steps if step.op == "matmul"]
    assert [text.split("adds up ")[1].split(",")[0] for text in found] == [
        "what is read", "all units of the layer below", "all units of the past",
    ]  # fmt: skip
    assert said("LSTM-depth", "d * c_below")[1] == "Unit {u} writes {0} of {1}: {r}."
