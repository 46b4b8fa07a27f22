import numpy as np
import pytest

from explainer.inputs.text import read_text
from explainer.numerics.loss_choice import valid_loss_choice
from explainer.numerics.losses import ValuePosition
from explainer.numerics.readout import Readout
from tests.conftest import small_run

TEXT = read_text("the cat", "character").x
CLASSES = Readout(np.zeros((2, 4)), np.zeros(2), ("no", "yes"))


@pytest.mark.parametrize(
    ("position", "fits"),
    [(ValuePosition("c", 2, 3), True), (ValuePosition("c", 4, 3), False), (ValuePosition("c", 2, 7), False),
     (ValuePosition("z", 0, 0), False), (ValuePosition("x", 0, 0), False)],
)  # fmt: skip
def test_a_position_that_does_not_exist_becomes_the_last_step(position, fits):
    values = small_run("LSTM", layers=1).layers[0].values
    assert valid_loss_choice("number", "", position, values["x"], values) == (
        ("number", "", position) if fits else ("last", "", None)
    )


def test_numbers_need_the_squared_error():
    assert valid_loss_choice("recall", "entropy", None, np.full((4, 2), 0.5), {}) == ("recall", "squared", None)
    assert valid_loss_choice("recall", "entropy", None, TEXT, {}) == ("recall", "entropy", None)


@pytest.mark.parametrize(
    ("readout", "t", "fits"),
    [(CLASSES, 6, True), (CLASSES, 7, False), (None, 6, False), (Readout(CLASSES.weights, CLASSES.bias), 6, False)],
)
def test_a_logit_needs_classes_and_a_step_of_the_run(readout, t, fits):
    position = ValuePosition("h", 0, t)
    expected = ("logit", "", position) if fits else ("last", "", None)
    assert valid_loss_choice("logit", "", position, TEXT, {}, readout) == expected
