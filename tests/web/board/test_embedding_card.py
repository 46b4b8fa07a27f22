"""The card of the gradient of an embedding: rows of the tokens read, the largest first; and the page with it."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.figures import embedding_sentences
from explainer.figures.embedding_figures import MOST_ROWS, embedding_gradient
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.setup import with_loaded_weights
from explainer.tasks.probe import sequence
from explainer.web.board.embedding_card import embedding_cards
from tests.embedded_run import RUN, SIZE, embedded_checkpoint, embedded_service  # noqa: F401  the fixture
from tests.figures.sentence_rules import check
from tests.pages.test_pages import header, open_app, texts


def test_the_rows_are_those_of_the_tokens_read_and_add_up_over_their_places():
    weights = embedded_checkpoint()
    probe = sequence(weights.problem)
    run = compute_gradients(with_loaded_weights(weights.loaded_weights), probe, "each")
    (card,) = embedding_cards(run, probe)
    params = weights.embedding.weights
    deltas = sum(run.gradients.layers[0].values[f"{name} @ x"] @ params[name] for name in params)  # (T, e)
    expected = {label: deltas[[one == label for one in probe.visible_labels]] for label in set(probe.visible_labels)}
    assert {row[0] for row in card.table["rows"]} == set(expected)
    for token, places, norm in card.table["rows"]:
        assert places == len(expected[token])
        assert norm == pytest.approx(np.linalg.norm(expected[token].sum(axis=0)), rel=1e-10)
    norms = [row[2] for row in card.table["rows"]]
    assert norms == sorted(norms, reverse=True)
    figure = go.Figure(card.figure)
    assert np.array(figure.data[0].z).shape == (min(MOST_ROWS, len(norms)), SIZE)
    assert f"{len(norms)} have a gradient; the text has {len(norms)} different tokens." in card.sentences[0]
    check(*card.sentences)


def test_weights_without_an_embedding_have_no_such_card():
    weights = embedded_checkpoint()
    probe = sequence(weights.problem)
    setup = with_loaded_weights(replace(weights.loaded_weights, embedding=None))
    assert embedding_cards(compute_gradients(setup, probe, "each"), probe) == []


@pytest.mark.parametrize("norms", [[0.0, 0.0], [np.inf, 1.0], [2.0, 1.0], [2.0] * 30])
def test_every_gradient_has_a_sentence_and_a_picture(norms):
    names = [f"{k}" for k in range(len(norms))]
    check(embedding_sentences.of_embedding_gradient(np.array(norms), [1] * len(norms), names, 40))
    rows = np.outer(norms, np.ones(3))
    assert go.Figure(embedding_gradient(rows, names)).data


def test_the_gradients_of_a_run_with_an_embedding_show_it(embedded_service):  # noqa: F811
    app = open_app("gradients", start="trained", run=RUN)
    assert not app.exception and not app.error
    assert "each token embedded in 6 numbers, after 40 updates" in texts(app)
    assert header(app)["cards"][-1]["title"] == "LSTM: gradient of the embedding, dL/dE"


@pytest.mark.parametrize("page", ["", "sequence", "compare"])
def test_every_page_opens_with_a_run_with_an_embedding(page, embedded_service):  # noqa: F811
    app = open_app(page, start="trained", run=RUN)
    assert not app.exception and not app.error
    assert "LSTM" in texts(app)


def test_the_source_of_a_run_with_an_embedding_reads_tokens_unless_a_matrix_is_changed(embedded_service):  # noqa: F811
    app = open_app("sequence", start="trained", run=RUN)
    app.session_state["source_open"] = True
    app.run()
    assert not app.exception and "nn.Embedding(tokens, size)" in app.code[0].value
    assert "The safetensors file holds the embedding E." in texts(app)
    other = open_app("sequence", start="trained", run=RUN, changes="W_f.2.1:0.25")
    other.session_state["source_open"] = True
    other.run()
    assert not other.exception and "nn.Embedding" not in other.code[0].value
    assert "was changed by hand, so the source reads one-hot tokens" in texts(other)
