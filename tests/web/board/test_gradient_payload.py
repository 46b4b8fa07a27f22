"""The Gradients page: what its board receives, and the page with each setting of its widgets."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.cells.catalogue import CELLS
from explainer.figures import gradient_figures, gradient_sentences
from explainer.inputs.numbers import read_numbers
from explainer.inputs.text import read_text
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import RunGradients, compute_gradients
from explainer.numerics.losses import ValuePosition
from explainer.numerics.setup import Setup
from explainer.web.board import gradient_payload
from tests.pages.test_pages import header, open_app, texts
from tests.web.board.test_payload import unpack

TEXT = read_text("the cat sat on the mat", "character")
LABELS = TEXT.visible_labels


def run_gradients(cell: str = "LSTM", loss: str = "recall", sequence=TEXT, **options) -> RunGradients:
    return compute_gradients(Setup(cell, **options), sequence, loss, "squared", ValuePosition("h", 0, 3))


@pytest.mark.parametrize("cell", CELLS)
def test_every_figure_is_valid_plotly_and_has_its_numbers(cell):
    one = run_gradients(cell)
    weight = (next(iter(one.run.program.params)), 0)
    data, arrays = unpack(
        gradient_payload.payload([one, run_gradients("GRU")], TEXT, {"t": 2, "unit": 1}, weight, False)
    )
    for card in data["cards"]:
        assert go.Figure(card["figure"]).data
        assert all(sentence[-1] == "." for sentence in card["sentences"])
        assert card["table"] or card["names"] and all(name in arrays for name in card["names"])
    assert all(fact["name"] in arrays for fact in data["facts"])
    assert arrays[data["coloured_by"]].shape == (1, len(TEXT.x))


def test_the_bars_are_norms_divided_by_the_last():
    one = run_gradients()
    norms = np.linalg.norm(one.values("h"), axis=1)
    shares = gradient_figures.norm_bars(gradient_flow.relative_norms(gradient_flow.norms(one.values("h"))))["data"][0][
        "y"
    ]
    assert np.allclose(shares, norms / norms[-1], rtol=1e-12)


def test_the_terms_of_a_weight_add_up_to_its_gradient():
    one = run_gradients()
    for name, column in (("U_f", 2), ("W_i", 1), ("b_o", -1)):
        whole = one.top.params[name]
        assert np.allclose(
            gradient_payload.step_contributions(one, (name, column)).sum(axis=1),
            whole[:, column] if column >= 0 else whole,
        )


def test_memory_curves_are_the_keep_product_and_each_states_jacobian_norm():
    names = {cell: list(gradient_payload.memory_curves(run_gradients(cell))) for cell in ("LSTM", "GRU", "RNN")}
    assert names["LSTM"] == ["product of f", "dc_T/dc_t", "dh_T/dh_t"]
    assert names["GRU"] == ["product of z", "dh_T/dh_t"]
    assert names["RNN"] == ["dh_T/dh_t"]


@pytest.mark.parametrize("spectral", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_every_curve_ends_at_one(cell, spectral):
    assert all(
        curve[-1] == pytest.approx(1.0)
        for curve in gradient_payload.memory_curves(run_gradients(cell), spectral).values()
    )


def test_the_first_input_is_not_compared_with_itself(monkeypatch):
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.array([2.0, 1.0]))
    assert gradient_sentences.of_loss(run_gradients()).endswith("The input at step 1 changes it most.")
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.array([1.0, 2.0]))
    sentence = gradient_sentences.of_loss(run_gradients())
    assert sentence.endswith("at step 2 changes it most; the first input changes it 0.50 times as much.")


def test_sentences_name_the_band():
    assert "LSTM: shrinking. 21 steps back" in gradient_sentences.of_gradient_norms(run_gradients(), LABELS)
    assert "RNN: gone" in gradient_sentences.of_gradient_norms(run_gradients("RNN", scale=0.3), LABELS)
    assert "RNN-ReLU: exploded" in gradient_sentences.of_gradient_norms(run_gradients("RNN-ReLU", scale=6.0), LABELS)


def test_the_keep_gate_slows_vanishing_and_does_not_prevent_it():
    one = run_gradients(keep="0", scale=1.0)
    assert "slows down the vanishing of the gradient but does not prevent it" in gradient_sentences.of_memory_curves(
        one, gradient_payload.memory_curves(one)
    )
    open_gate = run_gradients(keep="5", scale=0.5)
    assert "open enough for this length" in gradient_sentences.of_memory_curves(
        open_gate, gradient_payload.memory_curves(open_gate)
    )
    plain = run_gradients("RNN")
    assert "rewrites the whole state" in gradient_sentences.of_memory_curves(
        plain, gradient_payload.memory_curves(plain)
    )


def long(value: str, steps: int = 500):
    return read_numbers("\n".join([value] * steps), "none")


@pytest.mark.parametrize(("value", "scale"), [("0", 8.0), ("0", 1000.0), ("1000", 8.0), ("1", 1000.0)])
@pytest.mark.parametrize("cell", ["RNN", "RNN-ReLU", "LSTM", "GRU"])
@pytest.mark.parametrize("loss", ["recall", "each"])
def test_figures_of_extreme_runs_hold_finite_numbers(cell, loss, value, scale):
    one = compute_gradients(Setup(cell, m=3, scale=scale), long(value), loss)
    weight = (next(name for name in one.run.program.params if name[0] == "U"), 0)
    data, _ = unpack(gradient_payload.payload([one], long(value), {"t": 0, "unit": 0}, weight, False))
    for card in data["cards"]:
        assert "NaN" not in json.dumps(card["figure"]) and "Infinity" not in json.dumps(card["figure"])
        assert all("nan" not in sentence.lower() and "inf" not in sentence for sentence in card["sentences"])


def test_the_step_of_an_overflow_is_named():
    one = compute_gradients(Setup("RNN-ReLU", m=4, init="identity", scale=8.0), long("1"), "last")
    assert "exploded. From step" in gradient_sentences.of_gradient_norms(one, [])


@pytest.mark.parametrize("cell", CELLS)
def test_the_page_opens_with_every_cell(cell):
    app = open_app("gradients", cell=cell)
    assert not app.exception
    shown = [card["key"] for card in header(app)["cards"]]
    assert shown[0] == f"norms-{cell}" and {"norms-RNN", "norms-LSTM", "norms-GRU"} <= set(shown)


@pytest.mark.parametrize("loss", ["recall", "predict", "last", "each", "number"])
def test_the_page_opens_with_every_loss(loss):
    app = open_app("gradients", ask=loss, t="5", unit="2")
    assert not app.exception and not app.error
    assert "L = " in texts(app)


def test_numbers_have_the_squared_error():
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


@pytest.mark.parametrize(("back", "loss"), [("each", "each"), ("predict.squared", "predict"), ("c.3.5", "number")])
def test_the_page_opens_with_the_loss_of_the_stage(back, loss):
    app = open_app("gradients", back=back)
    assert not app.exception
    assert app.selectbox(key="ask").value == loss
