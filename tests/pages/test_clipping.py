"""The pages Clipping and Gradient descent in the states that their widgets offer, without a browser."""

import json

import numpy as np
import pytest

from explainer.lessons import clipping, gradient_descent
from tests.pages.test_pages import open_app, texts

PATH_KEYS = ("w", "b", "walk_rate", "clip", "walk_steps")


def test_the_default_path_jumps_without_clipping_and_stays_with_it():
    app = open_app("clipping")
    assert not app.exception and not app.warning
    text = texts(app)
    assert "Without clipping**, the path jumps at step 13" in text
    assert "Norm clipping**, the path never jumps" in text
    assert len(app.get("plotly_chart")) == 4 and not app.dataframe


def test_the_table_has_every_step_once_it_is_open():
    app = open_app("clipping")
    app.session_state["walks_open"] = True
    app.run()
    table = app.dataframe[0].value
    assert len(table) == 63 and table["error"].iloc[-1] == pytest.approx(
        clipping.descent_paths((4.65, -1.55), 0.8, 0.15, 20)["value"].errors[-1]
    )


@pytest.mark.parametrize("ends", [(0,) * 5, (1,) * 5, *np.eye(5, dtype=int).tolist()])
def test_every_corner_of_the_sliders_has_a_page(ends):
    link = {key: str(clipping.RANGES[key][end]) for key, end in zip(PATH_KEYS, ends, strict=True)}
    app = open_app("clipping", **link)
    assert not app.exception and not app.warning
    assert [app.slider(key=key).value for key in PATH_KEYS] == [float(value) for value in link.values()]
    for chart in app.get("plotly_chart"):
        json.loads(chart.proto.spec, parse_constant=lambda name: pytest.fail(f"the figure holds {name}"))


def test_a_slider_changes_the_paths():
    app = open_app("clipping")
    before = texts(app)
    app.slider(key="clip").set_value(0.9).run()
    assert not app.exception and texts(app) != before
    app.slider(key="walk_rate").set_value(0.05).run()
    assert "Without clipping**, the path never jumps" in texts(app)


@pytest.mark.parametrize(
    ("page", "key"), [("clipping", "walk_rate"), ("gradient_descent", "rate_2"), ("gradient_descent", "place")]
)
def test_a_bad_link_gets_a_sentence_and_a_page(page, key):
    app = open_app(page, **{key: "nan"})
    assert f"asks for {key} = “nan”; use a number from" in texts(app)
    assert not app.exception and app.get("plotly_chart")


@pytest.mark.parametrize("curve", gradient_descent.CURVES)
@pytest.mark.parametrize("ends", [(0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 1)])
def test_every_curve_has_a_page_at_every_corner(curve, ends):
    keys = ("place", "rate_1", "rolls")
    link = {key: str(gradient_descent.RANGES[key][end]) for key, end in zip(keys, ends, strict=True)}
    app = open_app("gradient_descent", **link, **{"valley": curve, "rate_2": "3.0"})
    assert not app.exception and not app.warning
    assert app.selectbox(key="valley").value == curve
    assert len(app.dataframe) == 2 and "Run 2**, with learning rate 3" in texts(app)


def test_the_bowl_has_a_limit_of_the_learning_rate_and_the_runs_differ():
    app = open_app("gradient_descent")
    text = texts(app)
    assert "The limit of the learning rate is 2 / 1 = 2" in text
    assert "Run 1**, with learning rate 0.10, moves slowly" in text and "oscillates" in text
    app.slider(key="rate_2").set_value(2.2).run()
    assert "Run 2**, with learning rate 2.20, diverges" in texts(app)
