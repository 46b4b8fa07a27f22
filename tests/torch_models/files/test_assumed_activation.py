from dataclasses import replace

import pytest

from explainer.torch_models.files.assumed_activation import ASSUMED, UNSAID, said, unsaid
from explainer.ui.example_model import example
from explainer.ui.session_models import Kept

PLAIN = replace(example().model, cell="RNN", notes=("one",))


@pytest.mark.parametrize("note", UNSAID)
@pytest.mark.parametrize("cell", ["RNN", "RNN-ReLU"])
def test_what_is_said_takes_the_note_away(note, cell):
    model = replace(PLAIN, notes=("one", note))
    assert unsaid(model)
    found = said(model, cell)
    assert (found.cell, found.notes) == (cell, ("one",)) and not unsaid(found)


def test_what_the_file_says_is_not_changed():
    assert not unsaid(PLAIN) and said(PLAIN, "RNN-ReLU") is PLAIN
    assert said(replace(PLAIN, notes=(ASSUMED,)), "LSTM").cell == "RNN"


def test_a_visitor_says_it_of_those_whose_file_does_not():
    models = (replace(PLAIN, notes=(ASSUMED,)), PLAIN)
    first, second = (Kept(models, "", "a", which, "RNN-ReLU").model for which in (0, 1))
    assert (first.cell, first.notes) == ("RNN-ReLU", ()) and second is PLAIN
