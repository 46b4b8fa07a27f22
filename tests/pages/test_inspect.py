"""The pages on trained weights, in the states that their widgets offer, without a browser."""

import pytest

from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.runs.shipped import shipped_names
from tests.pages.test_pages import header, open_app, texts

PAGES = ["", "sequence", "gradients", "compare"]


@pytest.mark.parametrize("run", shipped_names())
def test_every_shipped_run_is_inspected(run):
    app = open_app("inspect", run=run)
    assert not app.exception and not app.error and not app.warning
    weights = load_checkpoint(run, checkpoint_steps(run)[-1])
    assert f"After {weights.step:,} updates" in texts(app)
    assert header(app)["units"] == weights.m
    assert [card["key"] for card in header(app)["cards"]][0] == "prediction"


@pytest.mark.parametrize("run", ["recall-lstm", "latch-gru", "counting-rnn", "trend-lstm", "adding-gru", "sine-rnn"])
def test_a_held_value_changes_the_score(run):
    app = open_app("inspect", run=run, hold="h", held_sign="0.5")
    assert not app.exception
    assert "With h held at 0.5 in every unit at every step" in texts(app)
    assert "over the test set gets worse" in texts(app)
    app.number_input(key="held_from").set_value(2).run()
    app.selectbox(key="held_unit").set_value(3).run()
    assert not app.exception
    assert "h held at 0.5 in unit 3 from step 2 on" in texts(app)
    assert header(app)["holds"] == [["h", 1, 2]]


def test_another_checkpoint_has_other_weights():
    app = open_app("inspect", run="recall-lstm", at="0")
    assert "Before the first update" in texts(app)
    app.select_slider(key="checkpoint recall-lstm").set_value(checkpoint_steps("recall-lstm")[-1]).run()
    assert "accuracy 100.0%" in texts(app) and "solved" in texts(app)
    assert app.query_params["at"] == str(checkpoint_steps("recall-lstm")[-1])


def test_a_step_without_a_checkpoint_becomes_the_nearest():
    app = open_app("inspect", run="recall-lstm", at="99")
    assert not app.exception
    assert app.query_params["at"] == str(min(checkpoint_steps("recall-lstm"), key=lambda step: abs(step - 99)))


def test_typed_symbols_are_read_and_unknown_ones_get_a_sentence():
    app = open_app("inspect", run="latch-lstm")
    app.selectbox(key="input").set_value("text").run()
    app.text_area(key="symbols").set_value("set . . reset .").run()
    assert not app.exception and not app.error
    assert header(app)["labels"] == ["set", "·", "·", "reset", "·"]
    app.text_area(key="symbols").set_value("set on").run()
    assert "“on”, symbol 2, is not a symbol of this run" in texts(app)
    assert app.text_area(key="symbols").value == "set on"
    assert len(header(app)["labels"]) == 60


def test_numbers_are_scaled_as_the_run_was_and_too_few_channels_get_a_sentence():
    app = open_app("inspect", run="windows-lstm")
    app.selectbox(key="input").set_value("numbers").run()
    app.text_area(key="numbers").set_value("20 30 40").run()
    assert not app.exception and header(app)["labels"] == ["20", "30", "40"]
    assert "the correct value is unknown" in header(app)["cards"][0]["sentences"][0]
    app.sidebar.selectbox(key="run_control").set_value("adding-lstm").run()
    assert not app.exception
    assert "The input has 1 channel, and this run takes 2 (value, mark)" in texts(app)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"run": "zzzzzzzzzz"}, "There is no run “zzzzzzzzzz”"),
        ({"run": "../../etc"}, "asks for the run “../../etc”; use a name like “recall-lstm”"),
        ({"run": "recall-lstm", "at": "soon"}, "asks for at = “soon”"),
        ({"run": "recall-lstm", "of": "0"}, "asks for of = “0”"),
        ({"run": "recall-lstm", "of": "9"}, "The run has 1 seed; there is no seed 9."),
        ({"run": "recall-lstm", "hold": "<b>"}, "asks to hold “<b>”"),
        ({"run": "recall-lstm", "hold": "zzz"}, "asks to hold “zzz”, which this cell does not have; there are f, i, o"),
        ({"run": "recall-gru", "hold": "f"}, "asks to hold “f”, which this cell does not have"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_a_page(link, sentence):
    app = open_app("inspect", **link)
    assert not app.exception
    assert sentence in texts(app)


@pytest.mark.parametrize("key", ["runs_order", "runs_task", "runs_cell", "runs_state"])
def test_an_unknown_choice_of_runs_gets_a_sentence(key):
    app = open_app("runs", **{key: "zzz"})
    assert not app.exception
    assert f"The link asks for {key} “zzz”, which does not exist; there are" in texts(app)


def test_an_empty_column_is_left_out():
    app = open_app("runs", runs_state="shipped")
    assert {"run", "score"} < set(app.dataframe[0].value.columns)
    assert not {"started (UTC)", "yours"} & set(app.dataframe[0].value.columns)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("run", ["recall-gru", "trend-lstm"])
def test_every_page_opens_on_trained_weights(page, run):
    app = open_app(page, start="trained", run=run)
    assert not app.exception and not app.error and not app.warning
    assert header(app)["units"] == 16
    assert "trained on" in texts(app)
    assert app.query_params["run"] == run


def test_the_weights_of_the_link_are_those_of_the_checkpoint():
    at = checkpoint_steps("recall-lstm")[1]
    app = open_app("sequence", start="trained", run="recall-lstm", at=str(at))
    assert f"LSTM, trained on delayed recall, after {at} updates" in texts(app)
    assert len(header(app)["labels"]) == 101


def test_trained_cells_are_compared_with_those_of_the_same_task():
    app = open_app("compare", start="trained", run="recall-lstm")
    assert [header(app, k)["cell"] for k in range(3)] == ["LSTM", "GRU", "RNN"]
    assert all(header(app, k)["units"] == 16 for k in range(3))


def test_from_random_to_trained_weights_and_back():
    app = open_app("sequence")
    app.selectbox(key="start").set_value("trained").run()
    assert not app.exception and "trained on delayed recall" in texts(app)
    assert app.selectbox(key="input").value == "probe"
    app.selectbox(key="start").set_value("uniform").run()
    assert not app.exception
    assert "LSTM reads “the cat sat on the mat”" in texts(app)


def test_a_run_that_cannot_be_loaded_leaves_a_page():
    app = open_app("sequence", start="trained", run="zzzzzzzzzz")
    assert not app.exception
    assert "There is no run “zzzzzzzzzz”" in texts(app)
    assert header(app)["labels"][0] == "t"
