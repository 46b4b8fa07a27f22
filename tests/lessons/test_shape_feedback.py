"""What is said to a predicted shape."""

import pytest

from explainer.lessons.module_shapes import Module
from explainer.lessons.shape_feedback import (
    MOST_TYPED,
    PARAMETERS,
    answers,
    feedback,
    format_shape,
    mistakes,
    parse_numbers,
)
from tests.lessons.test_module_shapes import ACCEPTED

LSTM = Module("LSTM", 3, 4, layers=2)


@pytest.mark.parametrize("text", ["(6, 2, 4)", "6 2 4", "[6,2,4]", "6×2×4", "6 x 2 x 4"])
def test_a_shape_can_be_typed_in_any_form(text):
    assert parse_numbers(text) == (6, 2, 4)
    assert feedback(LSTM, "output", text) == "Right."


@pytest.mark.parametrize("text", ["six", "6.5", "-1", "1" * (MOST_TYPED + 1)])
def test_what_cannot_be_read_is_quoted(text):
    assert parse_numbers(text) is None
    assert f"“{text[:MOST_TYPED]}” is not a prediction" in feedback(LSTM, "output", text)
    assert "such as 144" in feedback(LSTM, PARAMETERS, text)


def test_nothing_typed_gets_no_sentence():
    assert feedback(LSTM, "output", " ") == ""


@pytest.mark.parametrize(
    ("module", "name", "typed", "part"),
    [
        (LSTM, "output", "2 6 4", "batch_first is False"),
        (Module(bidirectional=True), "output", "6 2 4", "one direction"),
        (Module(proj_size=3), "output", "6 2 4", "projected to 3 numbers"),
        (LSTM, "output", "6 2 8", "top layer alone"),
        (LSTM, "output", "6 2 3", "n is what goes in"),
        (LSTM, "output", "2 4", "last step alone"),
        (LSTM, "output", "6 4", "axis of its own"),
        (LSTM, "h_n", "1 2 4", "one row"),
        (Module(bidirectional=True, layers=2), "h_n", "2 2 4", "Each direction ends"),
        (Module(layers=3), "h_n", "2 3 4", "batch_first does not touch"),
        (Module(bidirectional=True, layers=3), "h_n", "3 2 8", "side by side"),
        (LSTM, "h_n", "6 2 4", "Units are not time steps"),
        (Module(proj_size=3), "c_n", "1 2 3", "c keeps all units"),
        (Module(proj_size=3), "h_n", "1 2 4", "h is projected"),
        (LSTM, "h_n", "2 4", "axis for the layers"),
        (Module(), PARAMETERS, str(144 * 6), "weights are shared"),
        (Module(), PARAMETERS, "36", "stacks 4 of them"),
        (Module(), PARAMETERS, "128", "one bias, as in Keras"),
        (Module(), PARAMETERS, "112", "two biases"),
        (Module(bidirectional=True), PARAMETERS, "144", "one direction"),
        (LSTM, PARAMETERS, "144", "first layer alone"),
        (LSTM, PARAMETERS, "288", "layers above read something else"),
        (Module(), PARAMETERS, "108", "one gate more"),
        (Module("GRU"), PARAMETERS, "144", "four matrices"),
        (LSTM, "output", "6 2", "2 numbers, and it has 3 numbers"),
        (LSTM, "output", "9 9 9", "Not quite"),
        (Module(), PARAMETERS, "7", "less than"),
        (Module(), PARAMETERS, "999", "more than"),
    ],
)
def test_each_mistake_has_its_own_sentence(module, name, typed, part):
    assert part in feedback(module, name, typed)


def test_the_right_answer_is_never_called_a_mistake():
    for module in ACCEPTED[::7]:
        for name, right in answers(module).items():
            assert feedback(module, name, format_shape(right)) == "Right."
            assert all(wrong != right for wrong, _ in mistakes(module, name))
