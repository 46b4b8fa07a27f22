"""The picture and the table of an embedding, its sentences, and the page Inspect with them."""

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.figures import embedding_figures, embedding_sentences
from explainer.figures.embedding_figures import FONT, PLANE_HEIGHT, PLANE_WIDTH, named_points
from explainer.numerics.row_geometry import nearest_rows, principal_plane
from tests.embedded_run import RUN, SIZE, embedded_checkpoint, embedded_service  # noqa: F401  the fixture
from tests.figures.sentence_rules import check
from tests.pages.test_pages import open_app, texts


@pytest.mark.parametrize("tokens", [2, 45, 200])
@pytest.mark.parametrize("size", [1, 2, 12])
def test_every_token_is_at_its_point_with_or_without_its_name(tokens, size):
    rows = np.random.default_rng(1).normal(size=(tokens, size))
    points, share = principal_plane(rows)
    names = [f"<{k}" for k in range(tokens)]
    figure = go.Figure(embedding_figures.embedding_plane(points, names))
    drawn = {text: (x, y) for trace in figure.data for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)}
    assert np.allclose([drawn[f"&lt;{k}"] for k in range(tokens)], points)
    shown = embedding_figures.named_points(points, names)
    assert len(figure.data[1].text) == shown.sum() >= 1
    found, distances = nearest_rows(rows, 3)
    table = embedding_figures.neighbour_rows(names, found, distances)
    assert [row["token"] for row in table] == names and table[0]["nearest"] == names[found[0, 0]]
    check(embedding_sentences.of_plane(tokens, size, share, int(shown.sum())))
    check(embedding_sentences.of_nearest(names, found[:, 0].tolist(), distances[:, 0]))


def test_names_do_not_touch_and_the_furthest_point_has_one():
    points = np.random.default_rng(2).normal(size=(150, 2))
    names = ["word" * (1 + k % 3) for k in range(150)]
    shown = np.flatnonzero(named_points(points, names))
    scale = min(PLANE_WIDTH / np.ptp(points[:, 0]), PLANE_HEIGHT / np.ptp(points[:, 1]))
    for k in shown:
        for j in shown[shown > k]:
            across, down = np.abs(points[k] - points[j]) * scale
            assert across >= 0.3 * FONT * (len(names[k]) + len(names[j])) or down >= FONT
    assert np.linalg.norm(points - points.mean(axis=0), axis=1).argmax() in shown and 10 < len(shown) < 150
    assert named_points(np.zeros((3, 2)), "abc").tolist() == [True, False, False]


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
