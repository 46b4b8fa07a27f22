import pytest

from explainer.ui.links import changes, complaints, pins, place


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


def test_the_place_of_a_link_counts_from_1():
    assert place({"t": "7", "unit": "3"}) == {"t": 6, "unit": 2, "op": 0}
    assert place({"t": "0", "unit": "x"}, 4, 9) == {"t": 4, "unit": 0, "op": 9}
    assert place({"op": "23"}, 11) == {"t": 11, "unit": 0, "op": 22}


def test_what_no_widget_holds_is_read_or_left_out():
    good = {"changes": "U_f.3.1:-0.8 f@4:1", "pins": "f.3.2 c.1.9", "own": "h = tanh(W_h @ x)"}
    assert complaints(good) == []
    assert [change.name for change in changes(good)] == ["U_f", "f"]
    assert pins(good) == good["pins"]
    bad = {"changes": "rm -rf", "pins": "<b>.1.1", "own": "h = open('x')"}
    assert len(complaints(bad)) == 3
    assert "“open” is not a function" in complaints(bad)[2]
    assert changes(bad) == () and pins(bad) == ""
