"""The first page and its doors, without a browser and without training anything."""

import pytest

from explainer.tasks.catalogue import TASKS, default_settings
from explainer.training.recipe import default_recipe
from explainer.ui import doors, link_entries, recipe_controls
from explainer.web import component
from tests.pages.test_pages import header, open_app, switch, texts
from tests.pages.test_train import FakeRunService, service  # noqa: F401  a fixture


def choose(app, door: str):
    """Choose a door: what the callback of the component does, and then the next run."""

    def choose_door(name, _key, _data):
        if name == "start":
            doors.choose(door)

    component.LISTENERS.append(choose_door)
    app.run()
    component.LISTENERS.remove(choose_door)
    return app.run()


def test_the_first_page_has_no_controls_and_nothing_in_its_address():
    app = open_app("start")
    assert not app.exception and not app.warning and not app.selectbox
    assert header(app)["symbols"][0] == "F" and len(header(app)["sentences"]) == 101
    assert not app.query_params


def test_every_control_of_the_stage_is_an_entry_by_which_an_old_link_is_known():
    app = open_app()
    entries = {*link_entries.CHOICES, *link_entries.RANGES, *link_entries.TEXTS, *link_entries.UNBOUND}
    keys = {one.key for kind in ("selectbox", "number_input", "text_area", "radio", "slider") for one in app.get(kind)}
    assert {"cell", "input", "m", "seed", "text"} <= keys
    assert keys & entries <= link_entries.OF_CELL <= entries
    assert not link_entries.OF_CELL & {"lang", "lesson", "present", "embed", "hide", "lock"}


def test_explore_leads_to_the_stage():
    app = choose(open_app("start"), "explore")
    assert not app.exception and "LSTM reads “the cat sat on the mat”" in texts(app)


def test_what_was_chosen_on_the_stage_is_there_again_after_the_first_page():
    app = open_app(cell="GRU", text="hello")
    app.query_params.clear()  # as the navigation does in a browser
    app = switch(app, "start")
    assert not app.exception and not app.query_params
    app = choose(app, "explore")
    assert "GRU reads “hello”" in texts(app) and app.query_params["cell"] == "GRU"


def test_train_one_now_starts_the_run_that_the_page_offers(service, monkeypatch):  # noqa: F811
    monkeypatch.setattr(doors, "run_service", lambda: service)
    app = choose(open_app("start"), "train")
    assert not app.exception and not app.error
    ((run, row),) = service.rows.items()
    task = TASKS["recall"]
    assert row.recipe == recipe_controls.recipe_of_task(task, "LSTM", default_settings(task)) and row.recipe.seeds == 3
    assert app.query_params["runs"] == run
    assert app.selectbox(key="task").value == "recall" and app.selectbox(key="cell").value == "LSTM"
    assert app.selectbox(key="racer2").value == app.selectbox(key="racer3").value == "none"


@pytest.mark.parametrize("cell", ["GRU", "MGU"])
def test_train_one_now_is_not_what_was_chosen_before(service, cell):  # noqa: F811
    app = open_app("train", task="sine", cell=cell, sine_length="77", train_m="11", train_clip="value")
    app = choose(switch(app, "start"), "train")
    assert not app.exception
    (row,) = service.rows.values()
    default = default_recipe(TASKS["recall"], "LSTM")
    assert (row.recipe.task, row.recipe.cell, row.recipe.m, row.recipe.clip) == ("recall", "LSTM", default.m, "norm")
    assert app.selectbox(key="task").value == "recall" and app.number_input(key="train_m").value is None


def test_where_no_more_runs_may_be_started_the_train_page_says_so(service):  # noqa: F811
    service.full = True
    app = choose(open_app("start"), "train")
    assert not app.exception and not service.rows
    assert "The line is full" in app.error[0].value


def test_what_trains_is_started_once_the_picture_is_drawn(monkeypatch):
    started = []
    fake = FakeRunService()
    fake.start_supervisor = lambda: started.append(True)
    monkeypatch.setattr(doors, "run_service", lambda: fake)
    app = open_app("start")
    assert not started
    app.session_state["start"] = {"rendered": True}
    app.run()
    assert started == [True] and not app.exception
