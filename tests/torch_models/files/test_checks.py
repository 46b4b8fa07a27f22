from dataclasses import replace

import numpy as np
import pytest

from explainer.torch_models.files.checks import all_checked, checked
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import Model, ModelError


def rnn(n: int = 3, m: int = 4, **others) -> dict[str, np.ndarray]:
    return {"W_h": np.zeros((m, n)), "U_h": np.zeros((m, m)), "b_h": np.zeros(m)} | others


GOOD = Model("a", "RNN", ((rnn(), rnn()), (rnn(8), rnn(8))))


def test_a_valid_model_passes():
    assert checked(GOOD) is GOOD


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (replace(GOOD, cell="what"), "has no layer of a known cell"),
        (replace(GOOD, params=()), "has no layer of a known cell"),
        (replace(GOOD, params=((rnn(),), (rnn(4), rnn(4)))), "Layer 2 of “a” has 2 directions, the first layer 1"),
        (replace(GOOD, params=((rnn(),), (rnn(5),))), r"“W_h” in layer 2 of “a” has the shape \(4, 5\); \(4, 4\)"),
        (replace(GOOD, params=((rnn(U_h=np.full((4, 4), np.nan)),),)), "“U_h” in layer 1 of “a” holds entries that"),
        (replace(GOOD, params=(({"W_h": np.zeros((4, 3)), "b_h": np.zeros(4)},),)), "“U_h” is missing in layer 1"),
        (replace(GOOD, params=((rnn(),),) * 9), "“a” has 9 recurrent layers; 8 is the most"),
        (replace(GOOD, params=((rnn(5000),),)), "“a” reads 5,000 numbers at each step; 4,096 is the most"),
        (replace(GOOD, params=((rnn(3, 1025),),)), "“a” has 1,025 hidden units; 1,024 is the most"),
        (replace(GOOD, initial_states=(({"q": np.zeros(4)},),)), "The initial state “q” in “a” has"),
        (
            replace(GOOD, initial_states=(({"h": np.zeros(3)},),)),
            r"The initial state “h” in “a” has the shape \(3,\); \(4,\)",
        ),
    ],
)
def test_a_model_that_does_not_fit_raises(model, sentence):
    with pytest.raises(ModelError, match=sentence):
        checked(model)


def test_a_quoted_text_is_short_and_printable():
    assert short("a\n\x1b[31m" + "b" * 100, 10) == "a��[31mbb…"


def test_the_models_of_one_file_are_limited_together():
    wide = np.broadcast_to(0.0, (1024, 1024))
    one = Model("a", "RNN", (({"W_h": wide, "U_h": wide, "b_h": np.zeros(1024)},),))
    assert len(all_checked([one] * 15, "a file")) == 15
    with pytest.raises(ModelError, match="The recurrent layers of “a file” have 33,570,816 numbers; 33,554,432 is"):
        all_checked([one] * 16, "a file")
