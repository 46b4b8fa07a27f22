"""Every page with what a link hides, locks and presents: no exception, and nothing hidden is sent."""

import json
import struct

import pytest

from explainer.ui.control_groups import GROUPS
from explainer.ui.hidden import PARTS
from explainer.ui.locked import OWN, TITLES
from tests.conftest import ROOT
from tests.pages.test_pages import open_app, switch, texts

PAGES = ["", *sorted(path.stem for path in (ROOT / "pages").glob("*/*.py") if path.stem != "cell")]
WIDGETS = ("selectbox", "slider", "number_input", "text_area", "text_input", "radio", "checkbox", "button",
           "select_slider", "multiselect")  # fmt: skip


def data_of(app, name: str) -> bytes:
    """Return the data of a component, by its name."""
    return next(one.proto.bytes for one in app.get("bidi_component") if one.proto.component_name.endswith(name))


def header(app, name: str = "board") -> dict:
    """Return the header of a component's data."""
    data = data_of(app, name)
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_all_hidden_and_locked_and_presented(page):
    names = {"hide": ",".join([*PARTS, *GROUPS]), "lock": ",".join(TITLES)}
    app = open_app(page, **names)
    assert not app.exception and not app.warning
    for kind in ("dataframe", "table", "download_button", "latex"):
        assert not app.get(kind), kind
    assert page in ("runs", "write_a_claim") or not app.get("code")  # there it is a link
    widgets = [one for kind in WIDGETS for one in app.get(kind)]
    assert all(one.disabled for one in widgets if not (one.key or "").startswith(OWN))
    app.query_params["present"] = "1"
    app.run()
    assert not app.exception and not app.warning


def test_what_is_hidden_and_presented_goes_from_page_to_page_and_stays_in_the_link():
    app = open_app(hide="answers", lock="cell", present="1")
    for page in ("sequence", "by_hand", "cell_library", "runs", "cell"):
        switch(app, page)
        assert not app.exception
        assert [app.query_params[key] for key in ("hide", "lock", "present")] == ["answers", "cell", "1"]


def test_hidden_answers_are_not_in_the_page():
    shown, hidden = (open_app("sequence", **link) for link in ({}, {"hide": "answers"}))
    sentences = [one for card in header(shown)["cards"] for one in card["sentences"]]
    assert all(sentences) and len(sentences) > 20
    data = data_of(hidden, "board")
    assert not [one for one in sentences if json.dumps(one).encode() in data]
    assert header(hidden)["hidden"] == ["answers"] and header(hidden)["cards"][0]["figure"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("compare", "that is left at step 22"),
        ("vanishing_gradients", "of the gradient"),
        ("clipping", "error"),
        ("gradient_descent", "step"),
        ("by_hand", "="),
    ],
)
def test_hidden_answers_of_python_are_not_in_the_page(page, words):
    shown, hidden = open_app(page), open_app(page, hide="answers")
    alone = [one.value for one in shown.markdown if one.value not in [other.value for other in hidden.markdown]]
    assert any(words in text for text in alone)
    for chart in hidden.get("plotly_chart"):
        assert not chart.proto.alt


def test_hidden_equations_leave_the_results_in_the_payload():
    app = open_app("sequence", hide="equations")
    lines = header(app)["formulas"]["lines"]
    assert [line["name"] for line in lines] == ["i", "f", "g", "o", "c", "h"]
    assert all(not line["symbols"] and not line["numbers"] and line["about"] for line in lines)
    stage = header(open_app("", hide="equations,answers"), "stage")
    assert all(not step["numbers"] and not step["sentence"] and step["title"] for step in stage["program"]["steps"])
    assert all(not step["backward"]["sentence"] for step in stage["program"]["steps"])


def test_a_locked_group_is_disabled_and_the_rest_is_not():
    app = open_app(lock="weights,control:m", seed="42")
    assert app.number_input(key="seed").disabled and app.number_input(key="seed").value == 42
    assert app.slider(key="m").disabled and not app.slider(key="layers").disabled
    assert not app.selectbox(key="cell").disabled and header(app, "stage")["locked"] is False
    assert header(open_app(lock="numbers"), "stage")["locked"] is True


def test_a_wrong_name_gets_a_sentence_and_the_page_is_whole():
    app = open_app("sequence", hide="anwsers", lock="cell")
    assert "asks to hide “anwsers”" in texts(app) and not app.exception
    assert "hidden" not in header(app) or header(app)["hidden"] == []
    assert app.selectbox(key="cell").disabled and app.get("download_button")


def test_the_buttons_of_the_frame_present_and_open_the_dialog():
    app = open_app("sequence", cell="GRU")
    app.button(key="frame_share").click().run()
    assert not app.exception
    assert "/sequence?cell=GRU" in app.code[0].value
    app.button(key="frame_present").click().run()
    assert app.query_params["present"] == ["1"] or app.query_params["present"] == "1"
    assert [one for one in app.get("bidi_component") if one.proto.component_name.endswith("presenting")]
