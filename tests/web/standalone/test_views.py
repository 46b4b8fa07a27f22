"""What a component receives of a trace: the same data as in the app, and a sentence for what it cannot show."""

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.losses import LossError, ValuePosition
from explainer.web.board import gradient_payload
from explainer.web.board import payload as board_payload
from explainer.web.stage import payload as stage_payload
from explainer.web.standalone.shown_run import shown_run
from explainer.web.standalone.views import VIEWS, view_data, view_of
from tests.conftest import small_run
from tests.web.board.test_payload import unpack

RUN = shown_run(small_run("LSTM", steps=8), layer=2)


def test_the_stage_receives_the_weights_and_the_input():
    data = view_data(RUN, "cell", "h.2.8")
    header, arrays = unpack(data)
    assert header["layer"] == 2 and header["loss"] == "h.2.8" and header["cursor"] == {"t": 4, "unit": 0, "op": 24}
    assert np.array_equal(arrays["x"].T, RUN.sequence.x)
    assert np.array_equal(arrays["2/U_f"], small_run("LSTM").layers[1].layer.params["U_f"])
    view = stage_payload.View("file", header["cursor"], layer=2, loss="h.2.8")
    assert data == stage_payload.payload(RUN.setup.stack(RUN.sequence), RUN.sequence, view)


def test_the_figures_receive_the_run_of_the_layer():
    trace = RUN.setup.run(RUN.sequence).layers[1]
    expected = board_payload.payload(trace, RUN.sequence, "file", {"t": 4, "unit": 0}, 2)
    assert view_data(RUN, "sequence") == expected


@pytest.mark.parametrize("loss", ["", "recall.squared", "c.3.5"])
def test_the_gradients_receive_the_backward_pass_of_the_loss(loss):
    header, arrays = unpack(view_data(RUN, "gradients", loss, "notebook-1"))
    assert header["page"] == "notebook-1" and [card["key"] for card in header["cards"]][0] == "norms-LSTM"
    name = {"": "last", "recall.squared": "recall", "c.3.5": "number"}[loss]
    position = None if name != "number" else ValuePosition("c", 2, 4)
    gradients = compute_gradients(RUN.setup, RUN.sequence, name, "squared", position)
    expected = gradient_payload.payload([gradients], RUN.sequence, {"t": 4, "unit": 0}, ("U_i", 0), False)
    theirs = unpack(expected)[1]
    assert set(arrays) == set(theirs)
    assert all(np.array_equal(arrays[name], theirs[name], equal_nan=True) for name in theirs)


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        ("sum", "The loss “sum” cannot be read"),
        ("alert(1)", "cannot be read"),
        ("c.9.1", "cannot have the loss “c.9.1”"),
        ("c.1.99", "cannot have"),
        ("logit.3", "cannot have"),
        ("recall.entropy", "cannot have the loss “recall.entropy”"),
    ],
)
@pytest.mark.parametrize("view", ["cell", "gradients"])
def test_a_loss_that_a_run_cannot_have_is_refused(view, loss, sentence):
    with pytest.raises(LossError, match=sentence.replace("(", r"\(")):
        view_data(RUN, view, loss)


def test_a_view_that_does_not_exist_and_a_stage_of_too_many_units_are_refused():
    with pytest.raises(InputError, match="no view “stage”; there are cell, sequence, gradients"):
        view_of("stage")
    large = shown_run(small_run("RNN", m=129, layers=1, steps=2))
    with pytest.raises(InputError, match="shows up to 128; this model has 129"):
        view_data(large, "cell")
    for view in set(VIEWS) - {"cell"}:
        assert unpack(view_data(large, view))[0]["units"] == 129
