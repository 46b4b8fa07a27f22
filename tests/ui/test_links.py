import pytest

from explainer.ui.links import changes, cursor, link_errors, pins


def test_a_good_link_has_no_errors():
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
    assert link_errors(link | {"start": "latch on a trigger", "text": "anything <b>", "other": "ignored"}) == []


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"cell": "LTSM"}, "The link asks for cell “LTSM”, which does not exist; there are RNN, RNN-ReLU, LSTM"),
        ({"m": "65"}, "The link asks for m = “65”; use a whole number from 1 to 64."),
        ({"m": "2.5"}, "a whole number from 1 to 64"),
        ({"layers": "x"}, "The link asks for layers = “x”; use a whole number from 1 to 3."),
        ({"scale": "nan"}, "a number from 0.1 to 8.0"),
        ({"t": "501"}, "from 1 to 500"),
        ({"input": "x" * 5000}, "“xxxxxxxxxxxxxxxxxxxxxxxxxxx…”"),
    ],
)
def test_each_bad_entry_gets_a_sentence(link, sentence):
    (found,) = link_errors(link)
    assert sentence in found


def test_the_cursor_of_a_link_counts_from_1():
    assert cursor({"t": "7", "unit": "3"}) == {"t": 6, "unit": 2, "op": 0}
    assert cursor({"t": "0", "unit": "x"}, 4, 9) == {"t": 4, "unit": 0, "op": 9}
    assert cursor({"op": "23"}, 11) == {"t": 11, "unit": 0, "op": 22}


def test_entries_without_a_widget_are_read_or_left_out():
    good = {"changes": "U_f.3.1:-0.8 f@4:1", "pins": "f.3.2 c.1.9", "own": "h = tanh(W_h @ x)"}
    assert link_errors(good) == []
    assert [change.name for change in changes(good)] == ["U_f", "f"]
    assert pins(good) == good["pins"]
    bad = {"changes": "rm -rf", "pins": "<b>.1.1", "own": "h = open('x')"}
    assert len(link_errors(bad)) == 3
    assert "“open” is not a function" in link_errors(bad)[2]
    assert changes(bad) == () and pins(bad) == ""
