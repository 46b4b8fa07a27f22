"""The pages Shapes and Cell library with its conventions, without a browser."""

import pytest

from explainer.lessons import shape_sentences
from explainer.lessons.gru_conventions import CONVENTIONS
from explainer.lessons.module_shapes import KINDS, Module
from tests.pages.test_pages import open_app, press, texts


def test_the_answer_is_shown_on_a_click_and_not_before():
    app = open_app("shapes")
    assert not app.exception and app.title[0].value == "Shapes"
    assert "torch.nn.LSTM(3, 4)" in texts(app) and "(6, 2, 4), which is" not in texts(app)
    app.text_input(key="predicted_output").set_value("2 6 4")
    press(app, "Show the shapes")
    assert not app.exception
    assert "(6, 2, 4), which is (T, B, m)" in texts(app)
    assert "Your prediction, 2 6 4: Steps and batch are the wrong way round" in texts(app)
    app.slider(key="shape_m").set_value(5).run()
    assert "which is (T, B, m)" not in texts(app) and app.text_input(key="predicted_output").value == "2 6 4"


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_shows_a_module_and_its_answer(kind):
    app = open_app("shapes", shape_kind=kind, shape_layers="2", shape_bidirectional="yes", answer="shown")
    assert not app.exception and not app.warning
    module = Module(kind, layers=2, bidirectional=True)
    assert shape_sentences.of_parameters(module) in texts(app)
    assert ("predicted_c_n" in [one.key for one in app.text_input]) == (kind == "LSTM")


def test_what_torch_does_not_accept_gets_its_sentence():
    app = open_app("shapes", shape_kind="GRU", shape_proj="2")
    assert not app.exception
    assert app.error[0].value.startswith("Only an LSTM has a projection")


def test_a_bad_link_gets_a_sentence_and_a_page():
    app = open_app("shapes", shape_m="99", answer="perhaps")
    assert not app.exception
    assert "asks for shape_m = “99”" in texts(app) and "asks for answer “perhaps”" in texts(app)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_cell_library_writes_the_gru_in_each_convention(name):
    app = open_app("cell_library", cell="GRU", convention=name)
    assert not app.exception
    assert CONVENTIONS[name].source in texts(app)
    role = "keep" if CONVENTIONS[name].keeps else "write"
    assert f"update gate: how much of the {'old state to keep' if role == 'keep' else 'candidate to write'}" in texts(
        app
    )
    assert len(app.latex) == 4 and len(app.dataframe) == 1


def test_other_cells_have_no_convention():
    app = open_app("cell_library", cell="GRU-Cho")
    assert not app.exception and not app.dataframe
