import pytest

from explainer.links import complaints, place


def test_a_good_link_has_nothing_to_complain_about():
    link = {
        "cell": "GRU",
        "input": "pulses",
        "m": "16",
        "seed": "3",
        "scale": "2.5",
        "t": "500",
        "unit": "1",
        "keep": "-2",
    }
    assert complaints(link | {"start": "latch on a trigger", "text": "anything <b>", "other": "ignored"}) == []


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"cell": "LTSM"}, "The link asks for cell “LTSM”, which does not exist; there are RNN, RNN-ReLU, LSTM"),
        ({"m": "65"}, "The link asks for m = “65”; a whole number from 1 to 64 would be right."),
        ({"m": "2.5"}, "a whole number from 1 to 64 would be right"),
        ({"layers": "x"}, "The link asks for layers = “x”; a whole number from 1 to 3 would be right."),
        ({"scale": "nan"}, "a number from 0.1 to 8.0 would be right"),
        ({"t": "501"}, "from 1 to 500"),
        ({"input": "x" * 5000}, "“xxxxxxxxxxxxxxxxxxxxxxxxxxx…”"),
    ],
)
def test_each_bad_entry_gets_a_sentence(link, sentence):
    (found,) = complaints(link)
    assert sentence in found


def test_the_cursor_of_a_link_counts_from_1():
    assert place({"t": "7", "unit": "3"}) == {"t": 6, "unit": 2}
    assert place({"t": "0", "unit": "x"}, 4) == {"t": 4, "unit": 0}
    assert place({}, 11) == {"t": 11, "unit": 0}
