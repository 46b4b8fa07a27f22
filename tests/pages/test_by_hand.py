"""The page By hand in every state that its widgets offer, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from explainer.lessons.by_hand import SERIES, compute_example, read_series
from explainer.lessons.remarks import of_outcome
from explainer.lessons.worked_lines import digits
from explainer.lessons.worksheet import SHEETS
from tests.pages.test_pages import open_app, texts


def open_page(**link: str) -> AppTest:
    return open_app("by_hand", **link)


def shown(app: AppTest) -> str:
    return " ".join(element.value for kind in ("title", "subheader", "markdown", "error") for element in app.get(kind))


def test_the_page_opens_on_the_classic_series():
    app = open_page()
    assert not app.exception and not app.error
    assert app.title[0].value == "By hand"
    assert [one.value.split(":")[0] for one in app.subheader] == [
        "Given", "1 Forward", "2 Loss", "3 Backward", "3 Backward", "3 Backward", "4 Update", "The loss again",
    ]  # fmt: skip
    example = compute_example(read_series(SERIES), 7, 0.1)
    assert of_outcome(example) in shown(app)
    assert digits(example.before.loss.value) in shown(app) and digits(example.after.loss.value) in shown(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [*SHEETS, "One LSTM step", "One GRU step, in both conventions"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("10 20 x", "“x” is not a number"), ("10 20", "3 to 6 would be right"), ("", "There is no input yet")],
)
def test_bad_text_shows_an_error_and_the_last_readable_series_stays(text, sentence):
    app = open_page()
    app.text_input(key="series").set_value("1 2 4 8").run()
    app.text_input(key="series").set_value(text).run()
    assert not app.exception
    assert len(app.error) == 1 and sentence in texts(app)
    assert app.text_input(key="series").value == text
    assert "After the series 1, 2, 4 the target is 8." in shown(app)


def test_a_link_holds_series_seed_and_rate():
    app = open_page(series="5 -5 5", seed="3", eta="0.5")
    assert not app.exception and not app.warning
    assert of_outcome(compute_example(read_series("5 -5 5"), 3, 0.5)) in shown(app)


@pytest.mark.parametrize("eta", ["-1", "1001", "x"])
def test_a_bad_rate_in_a_link_gets_a_sentence_and_a_page(eta):
    app = open_page(eta=eta)
    assert not app.exception
    assert f"asks for eta = “{eta}”" in texts(app)
    assert of_outcome(compute_example(read_series(SERIES), 7, 0.1)) in shown(app)


@pytest.mark.parametrize("series", ["0 0 0", "1e6 -1e6 1e6 1e6", "1e9 1e9 -1e9", "1e-300 0 1e-300"])
@pytest.mark.parametrize("eta", ["0.0", "0.1", "1000.0"])
def test_the_extremes_make_numbers_or_a_sentence(series, eta):
    app = open_page(series=series, eta=eta)
    assert not app.exception and not app.error and not app.warning
    assert "NaN" not in shown(app) and "infty" not in shown(app) and "∞" not in shown(app)
    assert "The loss " in shown(app)


def test_choices_are_carried_to_other_pages_and_back():
    app = open_page(series="1 2 4 8", eta="0.5")
    app.switch_page("pages/explore/cell_library.py").run()
    app.switch_page("pages/lab/by_hand.py").run()
    assert app.text_input(key="series").value == "1 2 4 8"
    assert app.number_input(key="eta").value == 0.5
