"""The pages of the cliff and of the valley in the states that their widgets offer, without a browser."""

import json

import numpy as np
import pytest

from explainer.lessons import clipping, gradient_descent
from tests.pages.test_pages import open_app, texts

WALKED = ("w", "b", "walk_rate", "clip", "walk_steps")


def test_the_page_opens_on_a_walk_that_jumps_and_one_that_stays():
    app = open_app("clipping")
    assert not app.exception and not app.warning
    told = texts(app)
    assert "Without clipping**, the walk jumps at step 13" in told
    assert "Norm clipping**, the walk never jumps" in told
    assert len(app.get("plotly_chart")) == 4 and not app.dataframe


def test_the_table_holds_every_step_once_it_is_opened():
    app = open_app("clipping")
    app.session_state["walks_open"] = True
    app.run()
    table = app.dataframe[0].value
    assert len(table) == 63 and table["error"].iloc[-1] == pytest.approx(
        clipping.walks((4.65, -1.55), 0.8, 0.15, 20)["value"].errors[-1]
    )


@pytest.mark.parametrize("ends", [(0,) * 5, (1,) * 5, *np.eye(5, dtype=int).tolist()])
def test_every_corner_of_the_sliders_has_a_page(ends):
    link = {key: str(clipping.RANGES[key][end]) for key, end in zip(WALKED, ends, strict=True)}
    app = open_app("clipping", **link)
    assert not app.exception and not app.warning
    assert [app.slider(key=key).value for key in WALKED] == [float(value) for value in link.values()]
    for chart in app.get("plotly_chart"):
        json.loads(chart.proto.spec, parse_constant=lambda name: pytest.fail(f"the figure holds {name}"))


def test_a_slider_moves_the_walks():
    app = open_app("clipping")
    before = texts(app)
    app.slider(key="clip").set_value(0.9).run()
    assert not app.exception and texts(app) != before
    app.slider(key="walk_rate").set_value(0.05).run()
    assert "Without clipping**, the walk never jumps" in texts(app)


@pytest.mark.parametrize(("page", "key"), [("cliff", "walk_rate"), ("valley", "rate_2"), ("valley", "place")])
def test_a_bad_link_gets_a_sentence_and_a_page(page, key):
    app = open_app(page, **{key: "nan"})
    assert f"asks for {key} = “nan”; a number from" in texts(app)
    assert not app.exception and app.get("plotly_chart")


@pytest.mark.parametrize("curve", gradient_descent.CURVES)
@pytest.mark.parametrize("ends", [(0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 1)])
def test_every_curve_has_a_page_at_every_corner(curve, ends):
    keys = ("place", "rate_1", "rolls")
    link = {key: str(gradient_descent.RANGES[key][end]) for key, end in zip(keys, ends, strict=True)}
    app = open_app("gradient_descent", valley=curve, rate_2="3.0", **link)
    assert not app.exception and not app.warning
    assert app.selectbox(key="valley").value == curve
    assert len(app.dataframe) == 2 and "Ball 2**, with learning rate 3" in texts(app)


def test_the_bowl_tells_its_limit_and_the_balls_differ():
    app = open_app("gradient_descent")
    told = texts(app)
    assert "The limit of the learning rate is 2 / 1 = 2" in told
    assert "Ball 1**, with learning rate 0.10, crawls" in told and "swings from side to side" in told
    app.slider(key="rate_2").set_value(2.2).run()
    assert "Ball 2**, with learning rate 2.20, is thrown out" in texts(app)
