"""The page Sweep: never blank, refuses in a sentence, and starts what is missing."""

import json
from dataclasses import replace

import pytest

from explainer.runs.result_store import ResultStore, result_key
from explainer.runs.service import RunService, run_service
from explainer.runs.shipped_sweep import shipped_results
from explainer.training.choices import KEEP_BIAS
from explainer.ui.recipe_titles import TITLES
from tests.pages.test_pages import components, open_app, press, texts

SMALL = {"sweep_cells": "GRU", "sweep_keep": "1", "recall_values_gap": "3,4", "sweep_seeds": "3", "sweep_m": "8"}


class NoSupervisor:
    """Takes orders and does nothing."""

    def send(self, head, body=b""):
        pass


@pytest.fixture
def _orders_without_workers(monkeypatch):
    monkeypatch.setattr(RunService, "start_supervisor", lambda self: NoSupervisor())
    yield
    for row in run_service().runs():
        run_service().delete(row.id)


TITLES_OF_FIGURES = ["Share of seeds that solved the task, and its interval", "Every seed", "Loss of every seed"]


def figure_titles(app):
    """Return the titles of all figures, without the value that the last one is drawn at."""
    found = [decoded(one.bytes) for one in components(app) if one.component_name == "gatescope_plot"]
    titles = [card["title"] for one in found for card in one["cards"]]
    return [*titles[:-1], *(title.partition(", gap")[0] for title in titles[-1:])]


def decoded(data: bytes) -> dict:
    return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])


def labels(app):
    return [one.label for one in app.button]


def test_the_page_opens_with_the_shipped_sweep():
    app = open_app("sweep")
    assert not app.exception and not app.error and not app.warning
    assert "100 of 100 runs are done." in texts(app)
    assert "At gap 80, 5 of 5 seeds of GRU, forget/update-gate bias 3 solved the task" in texts(app)
    assert "Start" not in labels(app)
    assert figure_titles(app) == TITLES_OF_FIGURES
    assert not app.dataframe  # it is sent once its section is opened
    app.session_state["sweep_table_open"] = True
    assert len(app.run().dataframe[0].value) == 20


def test_another_choice_shows_what_it_needs_and_meanwhile_the_shipped_sweep():
    app = open_app("sweep", **SMALL)
    assert not app.exception and not app.warning
    assert "0 of 6 runs are done. The rest takes about" in texts(app)
    assert "Nothing of this sweep is trained yet." in texts(app)
    assert figure_titles(app) == TITLES_OF_FIGURES


def test_only_values_that_have_results_have_curves(monkeypatch):
    example = next(iter(shipped_results().values()))

    def find(store, recipes):
        return {result_key(one): replace(example, recipe=one) for one in recipes if one.settings["gap"] == 3}

    monkeypatch.setattr(ResultStore, "find", find)
    app = open_app("sweep", **SMALL)
    assert not app.exception and "3 of 6 runs are done." in texts(app)
    assert figure_titles(app) == TITLES_OF_FIGURES and not app.get("select_slider")


@pytest.mark.parametrize(
    ("link", "words"),
    [({"recall_values_gap": "10, many"}, "many"), ({"recall_values_gap": " , "}, "has no values of “Gap”"),
     ({"sweep_keep": "0,1,3"}, "7 lines were asked for"), ({"task": "series"}, "“series” cannot be learned here")],
)  # fmt: skip
def test_what_cannot_be_trained_has_a_sentence_and_the_page_is_not_blank(link, words):
    app = open_app("sweep", **link)
    assert not app.exception
    assert words in texts(app)
    assert figure_titles(app) == TITLES_OF_FIGURES


@pytest.mark.parametrize(
    ("link", "words"),
    [({"sweep_cells": "CRU"}, "asks for sweep_cells “CRU”"), ({"sweep_seeds": "99"}, "asks for sweep_seeds = “99”"),
     ({"recall_over": "speed"}, "asks for recall_over “speed”")],
)  # fmt: skip
def test_a_link_that_asks_for_what_is_not_there_gets_a_sentence(link, words):
    app = open_app("sweep", **link)
    assert not app.exception
    assert words in texts(app)


def test_the_choice_stands_in_the_link_and_comes_back():
    app = open_app("sweep")
    app.multiselect(key="sweep_cells_control").set_value(["GRU"]).run()
    app.text_input(key="recall_values_gap").set_value("5, 6").run()
    app.number_input(key="sweep_seeds").set_value(2).run()
    assert app.query_params["sweep_cells"] in ("GRU", ["GRU"])
    assert "0 of 8 runs are done." in texts(app)
    again = open_app("sweep", sweep_cells="GRU", recall_values_gap="5, 6", sweep_seeds="2")
    assert "0 of 8 runs are done." in texts(again)
    assert again.text_input(key="recall_values_gap").value == "5, 6"


@pytest.mark.usefixtures("_orders_without_workers")
def test_start_starts_a_training_for_each_recipe_with_all_its_seeds_and_cancel_ends_them():
    app = press(open_app("sweep", **SMALL), "Start")
    assert not app.exception and not app.error
    assert "2 trainings, of several seeds each, are trained or waiting." in texts(app)
    rows = run_service().runs()
    assert sorted((row.group, row.recipe.settings["gap"], row.recipe.seeds) for row in rows) == [
        ("sweep", 3, 3), ("sweep", 4, 3),
    ]  # fmt: skip
    assert "Start" not in labels(app)
    press(app, "Cancel")
    assert not any(not row.has_ended for row in run_service().runs())
    assert "Start" in labels(app.run())


def report(row, state: str) -> None:
    """Report the state of a run as a worker does; "ended" as one that was cancelled."""
    how = {"reason": "cancelled", "sentence": "It was cancelled."} if state == "ended" else {}
    kind = "ended" if state == "ended" else "state"
    run_service().registry.receive({"run": row.id, "kind": kind, "state": state, "step": 3, **how})


def orders(app):
    return [one for one in labels(app) if one in ("Start", "Start the rest", "Pause", "Go on", "Cancel")]


@pytest.mark.usefixtures("_orders_without_workers")
def test_at_each_moment_there_are_only_buttons_for_what_can_be_done():
    app = open_app("sweep", **SMALL | {"recall_values_gap": "3,4,5"})
    assert orders(app) == ["Start"]
    press(app, "Start")
    first = run_service().runs()[-1]
    report(first, "running")
    assert orders(app.run()) == ["Pause", "Cancel"]
    press(app, "Pause")  # two leave the queue at once, the third has an update to end
    assert orders(app) == ["Cancel"]
    assert "1 training, of several seeds each, is about to pause, and 2 more wait until" in texts(app)
    report(first, "paused")
    assert orders(app.run()) == ["Go on", "Cancel"]
    assert "1 training, of several seeds each, is paused, and 2 more wait until the sweep goes on." in texts(app)
    press(app, "Go on")
    report(first, "running")
    assert orders(app.run()) == ["Pause", "Cancel"]
    assert "3 trainings, of several seeds each, are trained or waiting." in texts(app)
    press(app, "Cancel")
    assert orders(app) == [] and "1 training, of several seeds each, is about to end." in texts(app)
    report(first, "ended")
    assert orders(app.run()) == ["Start"]


@pytest.mark.usefixtures("_orders_without_workers")
def test_a_sweep_that_is_paused_before_it_has_begun_goes_on():
    app = press(press(open_app("sweep", **SMALL), "Start"), "Pause")
    assert orders(app) == ["Go on"] and "2 trainings wait until the sweep goes on." in texts(app)
    app.text_input(key="recall_values_gap").set_value("7,8").run()
    assert orders(app) == ["Start"] and "goes on" not in texts(app)  # another sweep
    app.text_input(key="recall_values_gap").set_value("3,4").run()
    press(app, "Go on")
    assert orders(app) == ["Pause", "Cancel"] and len(run_service().runs()) == 2


@pytest.mark.usefixtures("_orders_without_workers")
def test_what_a_longer_choice_adds_can_be_started_while_the_rest_trains():
    app = press(open_app("sweep", **SMALL), "Start")
    report(run_service().runs()[-1], "running")
    app.text_input(key="recall_values_gap").set_value("3,4,5").run()
    assert orders(app) == ["Start the rest", "Pause", "Cancel"]
    press(app, "Start the rest")
    assert orders(app) == ["Pause", "Cancel"] and len(run_service().runs()) == 3


def test_the_bias_has_one_name():
    app = open_app("sweep", recall_over="keep", recall_values_keep="0,1")
    choices = next(one for one in app.selectbox if one.label == "Varied")
    assert "Forget/update-gate bias" in choices.options and choices.value == "keep"
    assert TITLES["keep"].lower() == KEEP_BIAS and "keep bias" not in texts(app)


@pytest.mark.usefixtures("_orders_without_workers")
def test_too_many_trainings_are_refused_in_a_sentence():
    app = open_app("sweep", **SMALL | {"sweep_keep": "1,3", "recall_values_gap": "3,4,5,6,7,8,9,10,11,12,13"})
    press(app, "Start")
    assert "The sweep needs more than 20 trainings" in texts(app)
    assert run_service().runs() == []


def test_hidden_tables_and_locked_controls():
    app = open_app("sweep", hide="tables,answers", lock="task")
    assert not app.exception
    app.session_state["sweep_table_open"] = True
    assert not app.run().dataframe
    assert "solved the task" not in texts(app)
    figures = [card for one in components(app) if one.component_name == "gatescope_plot"
               for card in decoded(one.bytes)["cards"]]  # fmt: skip
    assert figures and all(not card["table"] and card["sentences"] == [""] for card in figures)
    assert app.number_input(key="sweep_seeds").disabled and app.multiselect(key="sweep_cells_control").disabled
