"""The cards of the connectivity: numbers, tokens and what comes next; and the page with them."""

import json

import numpy as np
import pytest

from explainer.figures.connectivity_sentences import guess
from explainer.inputs.text import read_text
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.losses import ValuePosition
from explainer.numerics.setup import Setup
from explainer.web.board import gradient_payload
from explainer.web.board.connectivity_cards import connectivity_cards
from tests.figures.test_connectivity_sentences import of_run
from tests.numerics.test_gradients import SEQUENCE, trained
from tests.pages.test_pages import header, open_app, switch, texts
from tests.web.board.test_payload import unpack

TRAINED = {"start": "trained", "run": "text-lstm"}


def test_a_card_holds_each_tokens_gradient_norm_up_to_the_guess():
    runs = [compute_gradients(trained(cell), SEQUENCE, "logit") for cell in ("LSTM", "RNN-ReLU")]
    cards = connectivity_cards(runs, SEQUENCE)
    for run, card in zip(runs, cards, strict=True):
        norms = np.linalg.norm(run.gradients.x, axis=1)
        assert card.text["tokens"] == SEQUENCE.visible_labels and card.text["next"] == guess(run)
        assert np.allclose(card.text["norms"], norms) and np.allclose(card.text["shares"], norms / norms.sum())
        assert [row[:3] for row in card.table["rows"]] == [
            [t + 1, label, norm]
            for t, (label, norm) in enumerate(zip(SEQUENCE.labels, card.text["norms"], strict=True))
        ]
    most = max(max(card.text["shares"]) for card in cards)
    assert [card.text["limits"] for card in cards] == [[0, most]] * 2


def test_only_the_text_up_to_the_step_of_the_logit_is_shown():
    gradients = compute_gradients(trained("GRU"), SEQUENCE, "logit", position=ValuePosition("h", 0, 6))
    (card,) = connectivity_cards([gradients], SEQUENCE)
    assert card.text["tokens"] == SEQUENCE.visible_labels[:7] and len(card.table["rows"]) == 7


def test_other_losses_have_no_such_card():
    text = read_text("the cat", "character")
    assert connectivity_cards([compute_gradients(Setup(), text, "last")], text) == []


def test_an_overflow_is_still_drawn(monkeypatch):
    gradients = compute_gradients(trained("RNN-ReLU"), SEQUENCE, "logit")
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.array([1.0, np.inf, *[0.5] * 9]))
    data, _ = unpack(gradient_payload.payload([gradients], SEQUENCE, {"t": 2, "unit": 1}, ("b_h", -1), False))
    json.dumps(data, allow_nan=False)
    assert data["cards"][0]["sentences"][0].endswith("RNN-ReLU: the gradients overflow.")


def test_a_run_with_tokens_opens_with_the_logit_of_its_guess_and_those_of_the_other_cells():
    app = open_app("gradients", **TRAINED, t="12")
    assert not app.exception and not app.error
    assert app.selectbox(key="ask").value == "logit" and "ask" not in app.query_params
    cards = [card for card in header(app)["cards"] if card["text"]]
    assert [card["key"] for card in cards] == [f"connectivity-{cell}" for cell in ("LSTM", "RNN", "GRU")]
    assert all(len(card["text"]["tokens"]) == 12 for card in cards)
    expected = {cell: guess(of_run(f"text-{cell.lower()}", 11)[0]) for cell in ("LSTM", "RNN", "GRU")}
    assert [card["text"]["next"] for card in cards] == list(expected.values())
    assert f"the logit of “{expected['LSTM']}” after step 12" in texts(app)


@pytest.mark.parametrize(("link", "loss"), [({}, "recall"), ({"start": "trained", "run": "copy-gru"}, "recall"),
                                            ({"start": "trained", "run": "sine-gru"}, "recall")])  # fmt: skip
def test_other_weights_open_as_before(link, loss):
    app = open_app("gradients", **link)
    assert not app.exception and app.selectbox(key="ask").value == loss
    assert ("logit of the guess" in app.selectbox(key="ask").options) == ("copy" in link.get("run", ""))


def test_a_logit_in_the_link_of_weights_without_one_becomes_the_usual_loss():
    app = open_app("gradients", ask="logit of the guess")
    assert not app.exception and not app.error and app.selectbox(key="ask").value == "recall"


def test_the_usual_loss_follows_the_weights_and_a_chosen_one_stays():
    app = open_app("gradients", **TRAINED)
    app.selectbox(key="start").set_value("uniform").run()
    assert not app.exception and app.selectbox(key="ask").value == "recall"
    app.selectbox(key="start").set_value("trained").run()
    assert app.selectbox(key="ask").value == "logit"
    app.selectbox(key="ask").set_value("each").run()
    app.selectbox(key="start").set_value("uniform").run()
    assert app.selectbox(key="ask").value == "each"


def test_the_stage_opens_with_the_logit_and_gives_it_to_the_gradients():
    app = open_app("", **TRAINED, back="logit.30")
    assert not app.exception and not app.warning
    assert header(app)["loss"] == "logit.30" and "logit" in header(app)["losses"]
    assert header(app)["classes"][:2] == ["␣", "e"]
    switch(app, "gradients")
    assert app.selectbox(key="ask").value == "logit"
