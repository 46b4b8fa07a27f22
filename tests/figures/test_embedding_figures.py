"""The picture and the table of an embedding, its sentences, and the page Inspect with them."""

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.figures import embedding_figures, embedding_sentences
from explainer.figures.embedding_figures import MOST_NAMES
from explainer.numerics.row_geometry import nearest_rows, principal_plane
from tests.embedded_run import RUN, SIZE, embedded_checkpoint, embedded_service  # noqa: F401  the fixture
from tests.figures.sentence_rules import check
from tests.pages.test_pages import open_app, texts


@pytest.mark.parametrize("tokens", [2, 45, 200])
@pytest.mark.parametrize("size", [1, 2, 12])
def test_every_token_is_at_its_point_and_the_first_have_their_names(tokens, size):
    rows = np.random.default_rng(1).normal(size=(tokens, size))
    points, share = principal_plane(rows)
    names = [f"<{k}" for k in range(tokens)]
    figure = go.Figure(embedding_figures.embedding_plane(points, names))
    across = [x for trace in figure.data for x in trace.x]
    assert np.allclose(across, points[:, 0]) and len(figure.data[0].text) == min(tokens, MOST_NAMES)
    assert "&lt;1" in figure.data[0].text
    found, distances = nearest_rows(rows, 3)
    table = embedding_figures.neighbour_rows(names, found, distances)
    assert [row["token"] for row in table] == names and table[0]["nearest"] == names[found[0, 0]]
    check(embedding_sentences.of_plane(tokens, size, share))
    check(embedding_sentences.of_nearest(names, found[:, 0].tolist(), distances[:, 0]))


def test_inspect_shows_the_plane_and_the_neighbours_of_a_run_with_an_embedding(embedded_service):  # noqa: F811
    app = open_app("inspect", run=RUN)
    assert not app.exception and not app.error
    matrix = embedded_checkpoint().embedding.matrix
    share = principal_plane(matrix)[1]
    assert f"E has {SIZE} numbers for each of 45 tokens." in texts(app)
    assert f"holds {share:.0%} of their variance" in texts(app)
    assert list(app.dataframe[0].value["token"][:2]) == ["␣", "e"]
    assert len(app.get("plotly_chart")) == 1


def test_inspect_shows_no_embedding_of_another_run():
    app = open_app("inspect", run="text-lstm")
    assert not app.exception and not app.get("plotly_chart") and not app.dataframe
