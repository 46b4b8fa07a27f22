"""Sentences about shapes, their code checked by running it with torch."""

import re

import pytest
import torch

from explainer.lessons import shape_sentences
from explainer.lessons.module_shapes import Module, input_shape, parameter_count
from explainer.lessons.shape_feedback import PARAMETERS, answers, format_shape
from tests.figures.sentence_rules import check
from tests.lessons.test_module_shapes import ACCEPTED, in_torch

SOME = ACCEPTED[::11]


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("module", SOME)
def test_the_parts_that_are_called_equal_are(module):
    torch.manual_seed(7)
    output, states = in_torch(module)(torch.randn(input_shape(module)))
    h_n = states[0] if isinstance(states, tuple) else states
    pairs = re.findall(r"`([^`]+)` equals `([^`]+)`", shape_sentences.of_equal_parts(module))
    assert len(pairs) == module.directions
    for one, other in pairs:
        space = {"output": output, "h_n": h_n}
        assert torch.equal(eval(one, space), eval(other, space))  # noqa: S307  (the sentence's own code)


@pytest.mark.parametrize("module", SOME)
def test_sentences_keep_the_rules(module):
    check(shape_sentences.ABOUT, shape_sentences.of_equal_parts(module).replace("`", ""))
    for _, sentence, comment in shape_sentences.of_answers(module, dict.fromkeys(answers(module), "1 1 1")):
        check(*(text for text in (sentence, comment) if text))
    check(
        *(text for text in shape_sentences.of_keras(module).replace("`", "").split("\n") if text[:1] not in ("-", ""))
    )


def test_the_sum_of_the_parameters_is_the_count():
    for module in SOME:
        text = shape_sentences.of_parameters(module)
        sums = [eval(one.replace("·", "*")) for one in re.findall(r"has (.*?) = ", text)]  # noqa: S307
        assert sum(sums) == parameter_count(module)


def test_an_answer_has_its_shape_and_what_was_typed():
    module = Module(bidirectional=True)
    rows = {name: (shown, comment) for name, shown, comment in shape_sentences.of_answers(module, {"output": "6 2 4"})}
    assert rows["output"][0].startswith("(6, 2, 8), which is (T, B, 2 · m)")
    assert rows["output"][1] == (
        "Your prediction, 6 2 4: That is one direction. A bidirectional layer shows both, one behind the other."
    )
    assert rows[PARAMETERS][1] == ""


def test_the_call_unpacks_what_comes_out():
    assert "output, (h_n, c_n) = module(x)" in shape_sentences.of_input(Module())
    assert "output, h_n = module(x)" in shape_sentences.of_input(Module("GRU"))
    assert format_shape((2, 6, 3)) in shape_sentences.of_input(Module(batch_first=True))


def test_keras_and_pytorch_are_compared():
    assert "128 parameters instead of 144" in shape_sentences.of_keras(Module())
    assert "- `return_state=True`: 4 states more, each (2, 4)" in shape_sentences.of_keras(Module(bidirectional=True))
    assert "- `return_state=True`: 1 state more, (2, 4)" in shape_sentences.of_keras(Module("GRU"))
    assert "108: its GRU has two biases" in shape_sentences.of_keras(Module("GRU"))
    assert "keras.layers.Bidirectional(keras.layers.SimpleRNN(4))" in shape_sentences.of_keras(
        Module("RNN", bidirectional=True)
    )
