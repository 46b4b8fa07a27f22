"""The Gradients page: what its board is given, and the page in the states that its widgets offer."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.cells.catalogue import CELLS
from explainer.figures import gradient_figures, gradient_sentences
from explainer.inputs.numbers import read_numbers
from explainer.inputs.text import read_text
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import Felt, feel
from explainer.numerics.losses import Spot
from explainer.numerics.setup import Setup
from explainer.web.board import gradient_payload
from tests.pages.test_pages import header, open_app, texts
from tests.web.board.test_payload import unpack

TEXT = read_text("the cat sat on the mat", "character")
LABELS = TEXT.visible


def felt(cell: str = "LSTM", asked: str = "recall", sequence=TEXT, **options) -> Felt:
    return feel(Setup(cell, **options), sequence, asked, "squared", Spot("h", 0, 3))


@pytest.mark.parametrize("cell", CELLS)
def test_every_figure_is_valid_plotly_and_has_its_numbers(cell):
    one = felt(cell)
    weight = (next(iter(one.run.program.params)), 0)
    data, arrays = unpack(gradient_payload.payload([one, felt("GRU")], TEXT, {"t": 2, "unit": 1}, weight, False))
    for card in data["cards"]:
        assert go.Figure(card["figure"]).data
        assert all(words[-1] == "." for words in card["sentences"])
        assert card["table"] or card["names"] and all(name in arrays for name in card["names"])
    assert all(fact["name"] in arrays for fact in data["facts"])
    assert arrays[data["shown"]].shape == (1, len(TEXT.x))


def test_the_bars_show_norms_as_shares_of_the_last():
    one = felt()
    norms = np.linalg.norm(one.values("h"), axis=1)
    drawn = gradient_figures.bars(gradient_flow.relative(gradient_flow.norms(one.values("h"))))["data"][0]["y"]
    assert np.allclose(drawn, norms / norms[-1], rtol=1e-12)


def test_the_terms_of_a_weight_add_up_to_its_gradient():
    one = felt()
    for name, column in (("U_f", 2), ("W_i", 1), ("b_o", -1)):
        whole = one.top.params[name]
        assert np.allclose(
            gradient_payload.owed(one, (name, column)).sum(axis=1), whole[:, column] if column >= 0 else whole
        )


def test_curves_are_the_keep_product_and_the_reach_of_each_state():
    names = {cell: list(gradient_payload.crossing(felt(cell))) for cell in ("LSTM", "GRU", "RNN")}
    assert names["LSTM"] == ["product of f", "dc_T/dc_t", "dh_T/dh_t"]
    assert names["GRU"] == ["product of z", "dh_T/dh_t"]
    assert names["RNN"] == ["dh_T/dh_t"]


@pytest.mark.parametrize("stretch", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_every_curve_ends_at_one(cell, stretch):
    assert all(curve[-1] == pytest.approx(1.0) for curve in gradient_payload.crossing(felt(cell), stretch).values())


def test_the_first_input_is_not_compared_with_itself(monkeypatch):
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.array([2.0, 1.0]))
    assert gradient_sentences.of_loss(felt()).endswith("What was read at step 1 moves it most.")
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.array([1.0, 2.0]))
    said = gradient_sentences.of_loss(felt())
    assert said.endswith("at step 2 moves it most; what was read first moves it 0.50 times as much.")


def test_sentences_name_the_band():
    assert "LSTM: shrinking. 21 steps back" in gradient_sentences.of_reach(felt(), LABELS)
    assert "RNN: gone" in gradient_sentences.of_reach(felt("RNN", scale=0.3), LABELS)
    assert "RNN-ReLU: exploded" in gradient_sentences.of_reach(felt("RNN-ReLU", scale=6.0), LABELS)


def test_the_gate_that_keeps_slows_the_loss_and_does_not_abolish_it():
    one = felt(keep="0", scale=1.0)
    assert "slows the loss of gradient; it does not abolish it" in gradient_sentences.of_remembering(
        one, gradient_payload.crossing(one)
    )
    kept = felt(keep="5", scale=0.5)
    assert "open enough for this length" in gradient_sentences.of_remembering(kept, gradient_payload.crossing(kept))
    plain = felt("RNN")
    assert "rewritten whole" in gradient_sentences.of_remembering(plain, gradient_payload.crossing(plain))


def long(value: str, steps: int = 500):
    return read_numbers("\n".join([value] * steps), "none")


@pytest.mark.parametrize(("value", "scale"), [("0", 8.0), ("0", 1000.0), ("1000", 8.0), ("1", 1000.0)])
@pytest.mark.parametrize("cell", ["RNN", "RNN-ReLU", "LSTM", "GRU"])
@pytest.mark.parametrize("asked", ["recall", "each"])
def test_extreme_runs_give_pictures_that_hold_numbers(cell, asked, value, scale):
    one = feel(Setup(cell, m=3, scale=scale), long(value), asked)
    weight = (next(name for name in one.run.program.params if name[0] == "U"), 0)
    data, _ = unpack(gradient_payload.payload([one], long(value), {"t": 0, "unit": 0}, weight, False))
    for card in data["cards"]:
        assert "NaN" not in json.dumps(card["figure"]) and "Infinity" not in json.dumps(card["figure"])
        assert all("nan" not in words.lower() and "inf" not in words for words in card["sentences"])


def test_what_overflows_is_said_with_its_step():
    one = feel(Setup("RNN-ReLU", m=4, start="identity", scale=8.0), long("1"), "last")
    assert "exploded. From step" in gradient_sentences.of_reach(one, [])


@pytest.mark.parametrize("cell", CELLS)
def test_the_page_opens_with_every_cell(cell):
    app = open_app("gradients", cell=cell)
    assert not app.exception
    shown = [card["key"] for card in header(app)["cards"]]
    assert shown[0] == f"reach-{cell}" and {"reach-RNN", "reach-LSTM", "reach-GRU"} <= set(shown)


@pytest.mark.parametrize("asked", ["recall", "predict", "last", "each", "number"])
def test_the_page_asks_every_question(asked):
    app = open_app("gradients", ask=asked, t="5", unit="2")
    assert not app.exception and not app.error
    assert "L = " in texts(app)


def test_numbers_are_judged_by_the_squared_error():
    app = open_app("gradients", input="numbers", error="entropy")
    assert not app.exception and not app.error
    assert app.selectbox(key="error").disabled


def test_the_weight_follows_the_cell():
    app = open_app("gradients")
    app.selectbox(key="weight_LSTM").set_value("b_f").run()
    assert header(app)["cards"][-1]["title"].endswith("dL/db_f")
    app.selectbox(key="cell").set_value("GRU").run()
    assert not app.exception
    assert header(app)["cards"][-1]["title"].endswith("dL/dU_r, column 1")


@pytest.mark.parametrize(("back", "asked"), [("each", "each"), ("predict.squared", "predict"), ("c.3.5", "number")])
def test_what_was_asked_on_the_stage_is_asked_here_too(back, asked):
    app = open_app("gradients", back=back)
    assert not app.exception
    assert app.selectbox(key="ask").value == asked
