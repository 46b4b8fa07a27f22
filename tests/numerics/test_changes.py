import numpy as np
import pytest

from explainer.inputs.text import read_text
from explainer.numerics.changes import Change, ChangeError, apply_changes, describe, fits, format_changes, parse_changes
from explainer.numerics.setup import Setup
from explainer.numerics.trace import trace

SEQUENCE = read_text("the cat", "character")
STACK = Setup(m=4, layers=2).stack(SEQUENCE)


def values(text: str):
    return trace(*apply_changes(parse_changes(text), STACK, SEQUENCE.x)).layers


def test_format_and_parse_are_inverse():
    text = "U_f.3.1:-0.8 b_f.1:1.2 x.4.2:0.5 c_prev.2:3 f@4:1 2/h_prev.1:-1e-05"
    assert format_changes(parse_changes(text)) == text
    assert parse_changes(text)[0] == Change("U_f", (2, 0), -0.8)
    assert parse_changes(text)[-1] == Change("h_prev", (0,), -1e-5, layer=1)


@pytest.mark.parametrize(
    "text",
    [
        "f",
        "U_f.0.1:1",
        "U_f.1.1:nan",
        "U_f.1.1:1e400",
        "x.1.1:9999999",
        "__import__('os')",
        "f@0:1",
        "f@1.2:1",
        "<b>.1:2",
    ],
)
def test_an_unreadable_change_is_an_error(text):
    with pytest.raises(ChangeError, match="The link has the change “"):
        parse_changes(text)


def test_too_many_changes_are_refused():
    with pytest.raises(ChangeError, match="201 changes; 200 is the most"):
        parse_changes("b_f.1:1 " * 201)


def test_each_kind_of_number_is_set_and_nothing_else():
    before = trace(STACK, SEQUENCE.x).layers
    assert values("b_f.2:9")[0].layer.params["b_f"].tolist()[1] == 9
    assert values("U_f.3.1:-0.8")[0].layer.params["U_f"][2, 0] == -0.8
    assert values("c_prev.2:3")[0].values["c_prev"][0].tolist() == [0, 3, 0, 0]
    assert values("2/h_prev.1:5")[1].values["h_prev"][0, 0] == 5
    changed = values("x.4.2:0.5")[0].values
    assert changed["x"][3, 1] == 0.5
    assert np.array_equal(changed["h"][:3], before[0].values["h"][:3])
    assert np.array_equal(STACK[0].params["b_f"], before[0].layer.params["b_f"])  # the stack itself is left alone


def test_a_held_gate_is_constant_from_its_step():
    before, held = trace(STACK, SEQUENCE.x).layers[0].values, values("f@4:1")[0].values
    assert np.array_equal(held["f"][:3], before["f"][:3])
    assert np.all(held["f"][3:] == 1)
    assert np.array_equal(held["c"][5], held["c_prev"][5] + held["i"][5] * held["g"][5])


@pytest.mark.parametrize(
    "text",
    ["U_f.5.1:1", "b_f.1.1:1", "U_f.1:1", "nix.1:1", "f@8:1", "W@1:1", "3/b_f.1:1", "2/x.1.1:1", "x.1:1", "z_prev.1:1"],
)
def test_a_change_that_does_not_fit_is_ignored(text):
    (change,) = parse_changes(text)
    assert not fits(change, STACK, SEQUENCE.x)
    assert np.array_equal(values(text)[-1].values["h"], trace(STACK, SEQUENCE.x).output)


def test_changes_are_described():
    (one, held) = parse_changes("U_f.3.1:-0.8 2/f@4:1")
    before = STACK[0].params["U_f"][2, 0]
    assert describe(one, STACK, SEQUENCE.x) == f"U_f[3,1] {before:.2f} → −0.80".replace("-", "−")
    assert describe(held, STACK, SEQUENCE.x) == "f held at 1 from step 4 on in layer 2"
