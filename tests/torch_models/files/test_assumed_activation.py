from dataclasses import replace

import pytest

from explainer.torch_models.files.assumed_activation import ASSUMED, ASSUMPTIONS, activation_is_assumed, with_activation
from explainer.ui.example_model import example
from explainer.ui.session_models import SessionModel

RNN = replace(example().model, cell="RNN", notes=("one",))


@pytest.mark.parametrize("note", ASSUMPTIONS)
@pytest.mark.parametrize("cell", ["RNN", "RNN-ReLU"])
def test_choosing_an_activation_removes_the_note(note, cell):
    model = replace(RNN, notes=("one", note))
    assert activation_is_assumed(model)
    found = with_activation(model, cell)
    assert (found.cell, found.notes) == (cell, ("one",)) and not activation_is_assumed(found)


def test_an_activation_in_the_file_is_not_changed():
    assert not activation_is_assumed(RNN) and with_activation(RNN, "RNN-ReLU") is RNN
    assert with_activation(replace(RNN, notes=(ASSUMED,)), "LSTM").cell == "RNN"


def test_a_visitor_chooses_it_where_the_file_does_not_tell():
    models = (replace(RNN, notes=(ASSUMED,)), RNN)
    first, second = (SessionModel(models, "", "a", which, "RNN-ReLU").model for which in (0, 1))
    assert (first.cell, first.notes) == ("RNN-ReLU", ()) and second is RNN
