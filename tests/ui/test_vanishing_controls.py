import json

import numpy as np
import pytest

from explainer.lessons.vanishing_gradients import PRESETS, Setting, measure_gradients, phase_map
from explainer.lessons.vanishing_sentences import of_remaining
from explainer.ui import links, vanishing_controls
from explainer.ui.markdown import plain
from tests.pages.test_pages import open_app, texts


def sentence_of(setting: Setting) -> str:
    """Return the sentence that a setting gives, as it stands on the page."""
    return plain(of_remaining({cell: measure_gradients(cell, setting) for cell in setting.cells})).replace("\\", "")


def figures(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_the_page_opens_on_a_working_example():
    app = open_app("vanishing_gradients")
    assert not app.exception and not app.warning
    assert sentence_of(vanishing_controls.DEFAULT_SETTING) in texts(app)
    lines, maps = figures(app)
    assert [line["name"] for line in lines["data"]] == ["RNN", "LSTM", "GRU"]
    assert [one["type"] for one in maps["data"]] == ["heatmap"] * 3


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_every_control_and_the_sentence_follows(preset):
    app = open_app("vanishing_gradients", radius="1.5", lab_seed="3", lab_m="4")
    app.button(key=f"lab_{preset}").click().run()
    setting = PRESETS[preset]
    assert not app.exception
    assert (app.slider(key="radius").value, app.slider(key="length").value) == (setting.radius, setting.length)
    assert (app.selectbox(key="lab_start").value, app.radio(key="activation").value) == (
        setting.initialisation, setting.activation,
    )  # fmt: skip
    assert (app.slider(key="lab_m").value, app.number_input(key="lab_seed").value) == (setting.m, setting.seed)
    assert sentence_of(setting) in texts(app)


def test_a_link_holds_the_whole_setting():
    link = {"radius": "1.25", "bias": "-1.5", "length": "33", "lab_start": "identity", "activation": "ReLU",
            "lab_m": "5", "lab_seed": "42"}  # fmt: skip
    assert links.link_errors(link) == []
    app = open_app("vanishing_gradients", **link)
    assert not app.exception and not app.warning
    assert sentence_of(Setting(1.25, -1.5, 33, "identity", "ReLU", 5, 42)) in texts(app)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"radius": "3.5"}, "asks for radius = “3.5”; use a number from 0.0 to 3.0"),
        ({"length": "1"}, "asks for length = “1”; use a whole number from 2 to 200"),
        ({"lab_start": "zeros"}, "asks for lab_start “zeros”, which does not exist; there are uniform"),
        ({"activation": "sin"}, "asks for activation “sin”"),
        ({"lab_m": "33"}, "a whole number from 1 to 32"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_a_page(link, sentence):
    app = open_app("vanishing_gradients", **link)
    assert not app.exception
    assert sentence in texts(app)
    assert sentence_of(vanishing_controls.DEFAULT_SETTING) in texts(app)


def test_a_slider_changes_the_lines_and_leaves_the_maps():
    app = open_app("vanishing_gradients")
    before = figures(app)
    app.slider(key="radius").set_value(2.0).run()
    after = figures(app)
    assert before[0] != after[0] and before[1] == after[1]
    app.slider(key="bias").set_value(0.0).run()
    assert figures(app)[1] != before[1]


def test_the_extreme_settings_are_drawn_and_described():
    app = open_app("vanishing_gradients", radius="3", length="200", activation="ReLU", lab_start="identity", lab_m="32")
    assert not app.exception
    assert "The RNN-ReLU overflows" in texts(app)
    assert not any(word in chart.proto.spec for chart in app.get("plotly_chart") for word in ("NaN", "Infinity"))
    for key, least in (("radius", 0.0), ("length", 2), ("lab_m", 1)):
        app.slider(key=key).set_value(least)
    app.run()
    assert not app.exception
    assert "After 1 step back the RNN-ReLU has nothing of its gradient left, exactly 0: gone" in texts(app)


def test_the_table_is_computed_once_its_section_is_open():
    app = open_app("vanishing_gradients")
    assert "steps back |" not in texts(app)
    app.session_state["lab_numbers"] = True
    app.run()
    assert not app.exception
    assert "| steps back | RNN | LSTM | GRU |" in texts(app)


def test_a_cached_map_equals_a_computed_one():
    setting = Setting(radius=2.2, bias=1.0, length=17, activation="ReLU", m=4)
    for cell, shares in vanishing_controls.maps_of(setting).items():
        assert np.array_equal(shares, phase_map(cell, setting), equal_nan=True)
