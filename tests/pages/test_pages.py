"""Every page in every state that its widgets offer; nearly all without a browser."""

import json
import struct
from functools import cache

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from explainer.cells.catalogue import CELLS
from explainer.inputs.examples import EXAMPLES
from explainer.ui import link_entries
from tests.conftest import ROOT


@cache
def component_manager() -> BidiComponentManager:
    """Return the register of components, one for all as in a server: to make it takes longer than to run a page."""
    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found


def new_app() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app._bidi_component_manager = component_manager()
    return app


def open_app(page: str = "", **link: str) -> AppTest:
    app = new_app()
    app.session_state["first_render_done"] = True  # in a browser the picture comes first, the controls once it is drawn
    for key, value in link.items():
        app.query_params[key] = value
    app._page_hash = calc_hash((page or "cell").replace("_", "-"))  # `switch_page` asks for a run before: of Start
    return app.run()


def switch(app: AppTest, page: str) -> AppTest:
    """Go to a page by the name of its file; the empty name is that of the Cell page."""
    (file,) = (ROOT / "pages").glob(f"*/{page or 'cell'}.py")
    return app.switch_page(str(file.relative_to(ROOT))).run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with a label; the frame has buttons of its own before those of the page."""
    return next(button for button in app.button if button.label == label).click().run()


def components(app: AppTest) -> list:
    """Return what the components of the page received, without the frame's switch between the languages."""
    return [one.proto for one in app.get("bidi_component") if one.proto.component_name != "gatescope_language"]


def header(app: AppTest, which: int = 0) -> dict:
    """Return what a component of the page received."""
    data = components(app)[which].bytes
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length])


def texts(app: AppTest) -> str:
    return " ".join(
        element.value for kind in ("title", "markdown", "error", "warning") for element in app.get(kind)
    ).replace("\\", "")


@pytest.mark.parametrize("page", ["", "sequence"])
@pytest.mark.parametrize("cell", CELLS)
def test_the_page_opens_with_every_cell(cell, page):
    app = open_app(page, cell=cell)
    assert not app.exception
    assert f"{cell} reads “the cat sat on the mat”" in texts(app)
    assert [line["name"] for line in header(app)["formulas"]["lines"]] == [line.name for line in CELLS[cell].equations]


@pytest.mark.parametrize("cell", CELLS)
def test_the_cells_page_shows_every_cell(cell):
    app = open_app()
    app.switch_page("pages/explore/cell_library.py").run()
    app.selectbox(key="cell").set_value(cell).run()
    assert not app.exception
    assert len(app.latex) == len(CELLS[cell].equations)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_read(name):
    app = open_app()
    app.selectbox(key="input").set_value(name).run()
    assert not app.exception and not app.error
    assert tuple(header(app)["labels"]) == EXAMPLES[name][0]().labels


def test_the_cell_changes_and_the_input_stays():
    app = open_app()
    app.text_area(key="text").set_value("hello").run()
    app.selectbox(key="cell").set_value("GRU").run()
    assert "GRU reads “hello”" in texts(app)


def test_an_error_keeps_the_typed_text_and_the_last_picture():
    app = open_app(input="numbers")
    app.text_area(key="numbers").set_value("1 2 three").run()
    assert "“three” is not a number" in texts(app)
    assert app.text_area(key="numbers").value == "1 2 three"
    assert header(app)["labels"][0] == "10"


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"cell": "LTSM"}, "asks for cell “LTSM”"),
        ({"m": "99"}, "asks for m = “99”"),
        ({"layers": "0"}, "asks for layers = “0”"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_a_page(link, sentence):
    app = open_app(**link)
    assert not app.exception
    assert sentence in texts(app)
    assert header(app)["units"] == 8


def test_a_link_holds_the_whole_state():
    app = open_app(
        cell="GRU",
        input="numbers",
        numbers="1 5 2 8",
        scaling="none",
        m="5",
        layers="2",
        layer="2",
        seed="42",
        t="3",
        unit="4",
    )
    assert not app.exception
    shown = header(app)
    assert (shown["units"], shown["labels"]) == (5, ["1", "5", "2", "8"])
    assert (shown["cursor"]["t"], shown["cursor"]["unit"]) == (2, 3)
    assert app.radio(key="layer").value == "2"


def test_a_preset_offers_its_own_input():
    app = open_app(start="count the ones")
    app.button(key="use_input").click().run()
    assert app.selectbox(key="input").value == "ones"
    assert not app.exception


def test_a_preset_that_the_next_cell_lacks_becomes_the_default():
    app = open_app(start="count the ones")
    app.selectbox(key="cell").set_value("GRU").run()
    assert not app.exception
    assert app.selectbox(key="start").value == "uniform"


def test_a_visitors_text_is_not_markdown():
    app = open_app(text="**bold** :red[x] <b>")
    assert "\\*\\*bold" in app.title[0].value and "\\<b" in app.title[0].value


def test_the_downloads_show_source_and_formulas():
    app = open_app("sequence")
    app.session_state["source_open"] = True
    app.session_state["equations_open"] = True
    app.run()
    assert not app.exception
    assert "class LSTM(nn.Module)" in app.code[0].value
    assert any("\\cdot" in element.value for element in app.latex)


@pytest.mark.parametrize("changes", ["c_prev.2:3", "b_f.1:1.2"])
def test_the_downloads_warn_of_other_initial_states(changes):
    app = open_app("sequence", changes=changes)
    app.session_state["source_open"] = True
    app.run()
    assert not app.exception
    assert ("The source starts from states of 0" in texts(app)) == changes.startswith("c_prev")


def test_files_are_read_and_broken_ones_get_a_sentence():
    app = open_app(input="file")
    assert "No file is chosen yet" in texts(app)
    app.file_uploader(key="file").set_value(("load.csv", b"day,load\nMon,1\nTue,2\nWed,4\n", "text/csv")).run()
    assert header(app)["labels"] == ["1", "2", "4"]
    app.file_uploader(key="file").set_value(("load.csv", b"day,load\nMon,1\nTue,2,3\n", "text/csv")).run()
    assert "Line 3 has 3 cells and the first line 2" in texts(app)
    app.file_uploader(key="file").set_value(("note.txt", b"a b a", "text/plain")).run()
    assert header(app)["labels"] == list("a␣b␣a")
    assert not app.exception


OWN = "f = sigmoid(W_f @ x + U_f @ h_prev + b_f)\nh = f * h_prev + (1 - f) * tanh(W_n @ x)"


@pytest.mark.parametrize("key", link_entries.RENAMED_VALUES)
def test_a_renamed_option_is_found_by_its_old_and_its_new_name_in_a_link(key):
    assert list(link_entries.RENAMED_VALUES[key]) == list(link_entries.CHOICES[key])
    for option, label in list(link_entries.RENAMED_VALUES[key].items())[1:]:
        weights = {"start": "trained", "run": "copy-lstm"} if option == "logit" else {}
        for value in (option, label):
            app = open_app("gradients", **weights, **{key: value})
            assert not app.exception and not app.warning
            assert app.selectbox(key=key).value == option
            assert label in app.selectbox(key=key).options
            assert app.query_params[key] == label


@pytest.mark.slow
def test_the_address_of_an_older_link_gets_the_new_labels(visit):
    page = visit("/gradients?ask=predict&error=squared")
    page.wait_for_url("**/gradients?ask=predict+the+next+symbol&error=squared+error")
    page.get_by_role("combobox", name="Loss", exact=True).wait_for()
    assert page.get_by_role("combobox", name="Loss", exact=True).input_value() == "predict the next symbol"


def test_a_renamed_option_is_carried_to_other_pages_and_back():
    app = open_app("gradients", ask="predict")
    for page in ("sequence", "compare", "gradients"):
        switch(app, page)
        assert not app.exception and not app.warning
    assert app.selectbox(key="ask").value == "predict"
    assert app.query_params["ask"] == "predict the next symbol"


@pytest.mark.parametrize("page", ["", "sequence", "cell_library", "compare"])
def test_every_page_shows_an_own_cell(page):
    app = open_app(page, cell="Your cell", own=OWN)
    assert not app.exception and not app.warning
    if page != "cell_library":
        assert [line["name"] for line in header(app)["formulas"]["lines"]] == ["f", "h"]


def test_the_editor_starts_with_the_lstm_and_keeps_the_last_readable_cell():
    app = open_app("write_a_cell")
    assert header(app)["editor"]["text"].startswith("i = sigmoid(")
    assert header(app)["editor"]["error"] == ""
    app.session_state["typed_text"] = "h = tanh(W_h @ x) ** 2"
    app.run()
    editor = header(app)["editor"]
    assert "is not supported" in editor["error"] and editor["text"] == "h = tanh(W_h @ x) ** 2"
    assert len(header(app)["formulas"]["lines"]) == 6
    assert len(app.code) == 3 and not app.exception


def test_compare_aligns_three_cells_on_one_input():
    app = open_app("compare")
    assert not app.exception
    assert [header(app, k)["cell"] for k in range(3)] == ["LSTM", "GRU", "RNN"]
    assert [header(app, k)["lead"] for k in range(3)] == [True, False, False]
    assert "that is left at step 22" in texts(app)
    assert "**write**: how much new content enters" in texts(app)
    assert any("1 - " in one.value and one.value.startswith("GRU: ") for one in app.markdown)
    app.selectbox(key="third").set_value("none").run()
    assert len(components(app)) == 2


@pytest.mark.parametrize("page", ["", "sequence"])
def test_changes_in_the_link_reach_the_numbers_and_bad_ones_get_a_sentence(page):
    app = open_app(page, changes="f@3:1 U_f.2.1:0.25", pins="f.1.2")
    assert not app.exception and not app.warning
    bad = open_app(page, changes="f@x:1")
    assert "has the change “f@x:1”" in texts(bad)
    assert not bad.exception


def test_the_picture_comes_first_and_the_controls_after_it():
    app = switch(new_app().run(), "cell")
    assert not app.exception and not app.selectbox
    waiting = header(app)
    app.session_state["first_render_done"] = True
    app.run()
    assert app.selectbox(key="cell").value == "LSTM"
    assert header(app) == waiting
