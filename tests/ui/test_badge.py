import pytest

from explainer.inputs.numbers import read_numbers
from explainer.inputs.text import read_text
from explainer.numerics.setup import Setup
from explainer.ui.badge import _backward

TEXT = read_text("the cat", "character")
NUMBERS = read_numbers("1 2\n3 4\n5 6", "none")


@pytest.mark.parametrize("sequence", [TEXT, NUMBERS], ids=["text", "numbers"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(
    "loss",
    [
        "recall.entropy",
        "predict.entropy",
        "recall.squared",
        "last",
        "each",
        "h.2.3",
        "c.1.1",
        "z.1.1",
        "h.60.2",
        "h.1.400",
    ],
)
def test_every_loss_of_a_link_is_compared(loss, layers, sequence):
    setup = Setup(m=4, layers=layers)
    assert "every gradient equal within" in _backward(setup, setup.run(sequence), loss, 1)
