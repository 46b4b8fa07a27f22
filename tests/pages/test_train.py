"""The Train page in the states that its controls offer, without a browser and without training anything."""

import json
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.runs.cluster import RAY_VARIABLE
from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.tasks.catalogue import TASKS
from explainer.tasks.own_data import LabelledTexts, OwnData
from explainer.training.found_device import FoundDevice
from explainer.training.recipe import Recipe, default_recipe
from explainer.ui import device_choice, own_data_controls, recipe_controls, start_training
from tests.pages.test_pages import component_manager, components, open_app, texts

MADE = [key for key in TASKS if TASKS[key].reads != "series"]


class FakeRunService:
    """A run service that stores rows and trains nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.data: dict[str, OwnData | None] = {}
        self.orders: list[tuple[str, str]] = []
        self.full = False

    def start_supervisor(self) -> None:
        pass

    def row(self, run: str) -> Row:
        if run not in self.rows:
            raise RunError(f"There is no run “{run}”.")
        return self.rows[run]

    def start(self, recipe: Recipe, owner: str, group: str = "", data: OwnData | None = None) -> str:
        if self.full:
            raise RunError("The line is full.")
        run = f"run{len(self.rows):07}"
        self.rows[run], self.data[run] = Row(run, owner, recipe, group), data
        return run

    def own_data(self, run: str) -> OwnData | None:
        return self.data.get(run)

    def order(self, run: str, name: str, value: float = 0.0) -> None:
        self.orders.append((run, name))


@pytest.fixture
def service(monkeypatch):
    found = FakeRunService()
    monkeypatch.setattr(start_training, "run_service", lambda: found)
    return found


def data(app: AppTest) -> dict:
    """Return what the component received."""
    return json.loads(components(app)[0].json)


def captions(app: AppTest) -> str:
    return " ".join(one.value for one in app.caption)


@pytest.mark.parametrize("key", MADE)
def test_every_task_opens_on_an_example(key, service):
    app = open_app("train", task=key)
    assert not app.exception and not app.error
    assert TASKS[key].description in texts(app)
    assert data(app)["runs"] == [] and data(app)["tasks"]["planned"]["steps"] > 1
    assert data(app)["plan"].startswith("LSTM, GRU and RNN")


def test_more_settings_go_into_every_recipe_and_empty_ones_keep_their_default(service):
    app = open_app("train")
    app.number_input(key="train_m").set_value(8)
    app.selectbox(key="train_keep").set_value("0")
    app.selectbox(key="train_early").set_value("no")
    app.number_input(key="recall_gap").set_value(12)
    app.run()
    assert not app.exception
    assert "8 units" in data(app)["plan"] and data(app)["tasks"]["planned"]["steps"] == 13


def test_a_link_sets_the_controls_and_a_bad_entry_gets_a_sentence(service):
    app = open_app("train", train_m="16", racer3="none", train_seed="40", adding_length="1e9")
    assert "LSTM and GRU, 16 units" in data(app)["plan"]
    assert "adding_length" in texts(app) and app.number_input(key="train_seed").value == 40


def test_a_size_that_cannot_be_trained_gets_a_sentence(service):
    app = open_app("train", train_m="128", train_seeds="32", train_batch="512")
    assert not app.exception
    assert "make one of them smaller" in texts(app)


def test_a_cell_that_was_not_measured_on_the_task_is_described_before_the_start(service):
    says = "The defaults of this task were measured with other cells; with minGRU they may not be enough to solve it."
    app = open_app("train", task="parity", cell="minGRU")
    assert says in texts(app) and "which was measured to work" not in texts(app)
    app.selectbox(key="cell").set_value("sLSTM").run()
    assert not app.exception and "were measured with other cells" not in texts(app)


def test_an_own_cell_is_trained_too(service):
    app = open_app("train", racer3=OWN_CELL, own="h = tanh(W_h @ x + U_h @ h_prev)")
    assert not app.exception and data(app)["plan"].startswith(f"LSTM, GRU and {OWN_CELL}")


def test_the_runs_of_a_link_are_shown_and_set_the_controls(service):
    recipes = [Recipe(task="adding", settings={"length": 20}, cell=cell, m=24, seed=5) for cell in ("GRU", "RNN")]
    runs = [service.start(recipe, "somebody") for recipe in recipes]
    app = open_app("train", runs=",".join(runs))
    assert not app.exception
    assert [run["name"] for run in data(app)["runs"]] == ["GRU", "RNN"]
    assert [run["id"] for run in data(app)["runs"]] == runs
    assert app.selectbox(key="task").value == "adding" and app.number_input(key="adding_length").value == 20
    assert [app.selectbox(key=key).value for key in ("cell", "racer2", "racer3")] == ["GRU", "RNN", "none"]
    assert app.number_input(key="train_m").value == 24 and app.number_input(key="train_seed").value == 5


def test_a_missing_run_and_a_bad_link_get_a_sentence(service):
    assert texts(open_app("train", runs="aaaaaaaaaa")).count("There is no run “aaaaaaaaaa”") == 1
    assert "cannot be read" in texts(open_app("train", runs="../../etc"))


def test_another_task_takes_the_runs_out_of_the_link(service):
    app = open_app("train", runs=service.start(Recipe(), "somebody"))
    app.selectbox(key="task").set_value("parity").run()
    assert data(app)["runs"] == [] and "runs" not in app.query_params


@pytest.mark.parametrize("key", MADE)
@pytest.mark.parametrize("cell", [*CELLS])
def test_the_control_values_of_a_recipe_make_that_recipe(key, cell):
    default_recipe = recipe_controls.recipe_of_task(TASKS[key], cell, {})
    values = recipe_controls.control_values([default_recipe])
    assert values["cell"] == cell and (values["racer2"], values["racer3"]) == ("none", "none")
    assert not {name for name in values if name.startswith("train_")} - {"train_seed"}
    assert {f"{key}_{name}" for name in TASKS[key].settings} <= set(values)


def requesting(request: str, full: bool = False) -> AppTest:
    """Run a page that sends a request as the component does."""

    def page() -> None:
        import streamlit as st

        from explainer.ui import recipe_controls, start_training

        plan = recipe_controls.choose(start_training.unlink_runs, start_training.linked_data)

        def send() -> None:
            st.session_state.fake = {"command": st.session_state.request}
            start_training.handle_request(plan, "fake")

        st.button("send", on_click=send)
        start_training.linked_runs()

    app = AppTest.from_function(page, default_timeout=60)
    app._bidi_component_manager = component_manager()
    app.session_state["request"] = request
    return app.run()


def test_a_start_makes_a_run_for_each_cell_on_the_same_data_and_puts_them_into_the_link(service):
    app = requesting("start")
    app.button[0].click().run()
    assert not app.exception
    recipes = [row.recipe for row in service.rows.values()]
    assert [recipe.cell for recipe in recipes] == ["LSTM", "GRU", "RNN"]
    assert len({(recipe.task, recipe.seed, recipe.seeds, str(recipe.settings)) for recipe in recipes}) == 1
    assert len({row.group for row in service.rows.values()}) == 1
    assert app.query_params["runs"] == ",".join(service.rows)
    app.button[0].click().run()
    assert service.orders == [(run, "cancel") for run in list(service.rows)[:3]]  # what it replaces does not go on


def test_another_seed_uses_no_seed_twice(service):
    app = requesting("seed")
    app.button[0].click().run()
    first = default_recipe(TASKS["recall"], "LSTM")
    (seed,) = {row.recipe.seed for row in service.rows.values()}
    (seeds,) = {row.recipe.seeds for row in service.rows.values()}
    assert seed == first.seed + seeds


def test_a_refused_start_shows_an_error_and_leaves_the_link(service):
    service.full = True
    app = requesting("start")
    app.button[0].click().run()
    assert "The line is full." in texts(app) and "runs" not in app.query_params


def test_a_visitors_text_is_trained_on_and_a_missing_one_is_an_error(service):
    app = open_app("train", task="text", text_source="your own text")
    assert "There is no text yet; paste one into the field, or choose a file." in texts(app)
    app.text_area(key="train_text").set_value("a rose is a rose is a rose. " * 30).run()
    assert not app.exception and not app.error
    assert data(app)["tasks"]["planned"]["outputs"][0] == " "


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("aaaa", "“a”"), ("a", "“a”"), ("ab\0" * 50, "control character"), ("ab", "50 are the least")],
    ids=["one symbol", "one letter", "binary", "short"],
)
def test_a_text_that_cannot_be_learned_gets_a_sentence_and_stays(service, typed, sentence):
    app = open_app("train", task="text", text_source="your own text")
    app.text_area(key="train_text").set_value(typed).run()
    assert not app.exception and sentence in texts(app)
    assert app.text_area(key="train_text").value == typed


def test_own_pairs_are_typed_and_an_error_is_shown(service):
    app = open_app("train", task="translate", translate_pairs="your own pairs")
    assert "no pairs yet" in app.error[0].value
    app.text_area(key="train_pairs").set_value("one, eins\ntwo").run()
    assert "Row 2, “two”, has 1 column" in app.error[0].value
    assert app.text_area(key="train_pairs").value == "one, eins\ntwo"
    app.text_area(key="train_pairs").set_value("\n".join(f"{k}, {k * k}" for k in range(40))).run()
    assert not app.error and not app.exception


def test_fields_that_a_task_does_not_need_are_not_offered(service):
    names = ("train_embedding", "train_teacher_forcing", "train_forcing_schedule")
    offered = {task: {one.key for one in open_app("train", task=task).number_input} for task in ("recall", "text")}
    assert not set(names) & offered["recall"] and "train_embedding" in offered["text"]
    app = open_app("train", task="translate", translate_pairs="english-french")
    assert {*names[:2]} <= {one.key for one in app.number_input}


OWN_TEXT = "a rose is a rose is a rose. " * 357 + "rose"  # of 10,000 characters


def test_a_preset_sets_all_controls_keeps_the_visitors_text_and_stands_in_the_link(service):
    app = open_app(
        "train", task="text", text_source="your own text", train_m="8", train_zoneout="0.5", text_length="50"
    )
    app.text_area(key="train_text").set_value(OWN_TEXT).run()
    app.button(key="preset D2L's experiment GRU").click().run()
    assert not app.exception and not app.error
    assert data(app)["plan"] == "GRU, 256 units, for at most 4,000 updates."
    assert app.text_area(key="train_text").value == OWN_TEXT
    assert app.number_input(key="train_zoneout").value is None and app.number_input(key="text_length").value == 35
    assert [app.selectbox(key=key).value for key in ("cell", "racer2", "racer3")] == ["GRU", "none", "none"]
    assert "10,000 tokens are trained on, and none held out." in texts(app)
    assert "4,000 updates are 500 epochs." in texts(app)
    link = {key: app.query_params[key] for key in app.query_params}
    assert "train_zoneout" not in link
    again = open_app("train", **{key: value[0] if isinstance(value, list) else value for key, value in link.items()})
    again.text_area(key="train_text").set_value(OWN_TEXT).run()
    assert data(again)["plan"] == data(app)["plan"] and "500 epochs" in texts(again)


def test_a_preset_of_a_short_text_reads_it_500_times_and_the_zen_gives_way_to_a_long_text(service):
    app = open_app("train", task="text", text_source="your own text")
    app.text_area(key="train_text").set_value(OWN_TEXT[:5000]).run()
    app.button(key="preset D2L's experiment LSTM").click().run()
    assert data(app)["plan"] == "LSTM, 256 units, for at most 2,000 updates." and "500 epochs" in texts(app)
    app.selectbox(key="text_source").set_value("zen").run()
    app.button(key="preset D2L's experiment RNN").click().run()
    assert app.selectbox(key="text_source").value == "documentation"
    assert "10,000 tokens are trained on" in texts(app) and "500 epochs" in texts(app)


def test_other_tasks_have_no_preset_of_a_text(service):
    assert not [one for one in open_app("train", task="reviews").button if "Preset" in one.label]


def test_the_text_of_a_run_in_the_link_is_used_again(service):
    recipe = Recipe(task="text", settings={"source": "your own text", "tokens": 400}, cell="GRU", m=8)
    app = open_app("train", runs=service.start(recipe, "somebody", data=OWN_TEXT))
    assert not app.exception and not app.error
    assert "The text of the run in the link is used: 10,000 characters." in captions(app)
    assert [run["name"] for run in data(app)["runs"]] == ["GRU"]
    app.text_area(key="train_text").set_value("Something else is typed here. " * 20).run()
    assert "The text of the run in the link" not in captions(app)


def test_the_configuration_is_drawn_with_the_sizes_of_the_plan_and_of_a_run(service):
    app = open_app("train", task="recall", recall_gap="12", train_m="16", train_batch="8")
    (figure,) = [one.proto.body for one in app.get("html") if "gs-configuration" in one.proto.body]
    assert "Many to one" in figure and "(13, 8, " in figure and "(1, 8, 16)" in figure
    run = service.start(Recipe(task="parity", settings={"length": 9}, cell="GRU", m=24, batch=4, layers=2), "somebody")
    app = open_app("train", runs=run)
    (figure,) = [one.proto.body for one in app.get("html") if "gs-configuration" in one.proto.body]
    assert "Many to many" in figure and "(9, 4, 24)" in figure and "(2, 4, 24)" in figure


def table_of_texts(count: int = 120) -> bytes:
    rows = "\n".join(
        f'{k},"lamp {k}, it was {"fine" if k % 3 else "a pity"}",{"yes" if k % 3 else "no"}' for k in range(count)
    )
    return f"id,review,again\n{rows}\n".encode()


@pytest.fixture
def upload(monkeypatch):
    """A function that makes the page find a file in its upload."""

    def give(body: bytes | None) -> None:
        found = None if body is None else SimpleNamespace(getvalue=lambda: body, name="texts.csv")
        monkeypatch.setattr(own_data_controls.st, "file_uploader", lambda *args, **options: found)

    return give


def test_a_table_of_texts_is_trained_on_and_its_columns_can_be_changed(service, upload):
    upload(None)
    app = open_app("train", task="reviews", reviews_source="your own texts")
    assert "There are no texts yet; choose a CSV file" in texts(app)
    upload(table_of_texts())
    app = open_app("train", task="reviews", reviews_source="your own texts")
    assert not app.exception and not app.error
    planned = data(app)["tasks"]["planned"]
    assert planned["outputs"] == ["no", "yes"] and planned["levels"][1]["name"] == "a bag of words"
    assert "108 texts to train on and 12 held out, one in ten of each of 2 labels." in captions(app)
    chosen = {box.label: box.value for box in app.selectbox if "column" in box.label}
    assert chosen == {"Text column": "review", "Label column": "again"}
    next(box for box in app.selectbox if box.label == "Label column").set_value("id").run()
    assert "There are 120 different labels" in texts(app) and not app.exception


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The file is empty"),
        (b"text,label\n", "no row"),
        (b"text,label\nonly one,good\n", "The table has 1 row"),
        (b"text,label\n" + b"the same again,good\n" * 60, "All labels are"),
        (b"x" * 50_000_001, "50 MB is the most"),
        (b"text,label\n\"never closed,good\n" * 60, "check its quotation marks"),
    ],
    ids=["empty", "names alone", "one row", "one label", "50 MB", "quotation marks"],
)  # fmt: skip
def test_a_table_that_cannot_be_learned_gets_a_sentence(service, upload, body, sentence):
    upload(body)
    app = open_app("train", task="reviews", reviews_source="your own texts")
    assert not app.exception and sentence in texts(app)


def test_the_texts_of_a_run_in_the_link_are_used_again(service, upload):
    upload(None)
    data_of_run = LabelledTexts(tuple(f"lamp {k} is {k % 2}" for k in range(60)), tuple("ab"[k % 2] for k in range(60)))
    run = service.start(Recipe(task="reviews", settings={"source": "your own texts"}, m=8), "me", data=data_of_run)
    app = open_app("train", runs=run)
    assert not app.exception and not app.error and "The texts of the run in the link are used." in captions(app)
    assert data(app)["runs"][0]["name"] == "LSTM" and "54 texts to train on and 6 held out" in captions(app)


CARD, CPU = FoundDevice("cuda", "H200", 139 * 2**30), FoundDevice("cpu", "8 threads")
LOST = FoundDevice("cuda", "H200", 139 * 2**30, "it no longer answers")


@pytest.fixture
def machine(service, monkeypatch):
    """Return a function that says which devices the machine has."""

    def has(*devices: FoundDevice) -> None:
        service.devices = devices
        monkeypatch.setattr(device_choice, "run_service", lambda: service)

    return has


@pytest.mark.parametrize(
    ("devices", "offered", "sentence"),
    [
        ((), ["auto", "cpu", "cuda", "mps"], "known some seconds after the server has started"),
        ((CPU,), ["auto", "cpu"], "This machine has no graphics card. Runs are computed by its processor (CPU)."),
        (
            (CARD, CPU),
            ["auto", "cpu", "cuda"],
            "“auto” takes the graphics card. 3 runs train on a graphics card at once",
        ),
        ((LOST, CPU), ["auto", "cpu"], "A graphics card does not compute: H200. Runs are computed by its processor"),
    ],
    ids=["unknown", "none", "one", "lost"],
)
def test_the_devices_that_are_there_can_be_chosen(machine, devices, offered, sentence):
    machine(*devices)
    app = open_app("train")
    assert not app.exception and sentence in captions(app).replace("\\", "")
    assert app.selectbox(key="train_device").options == offered


def test_a_link_may_ask_for_a_device_that_is_not_there(machine):
    machine(CPU)
    app = open_app("train", train_device="cuda")
    assert not app.exception and app.selectbox(key="train_device").value == "cuda"
    assert app.selectbox(key="train_device").options == ["auto", "cpu", "cuda"]


def test_on_a_cluster_the_devices_are_those_of_its_machines(machine, monkeypatch):
    machine()
    monkeypatch.setenv(RAY_VARIABLE, "auto")
    assert "whose machines have devices of their own" in captions(open_app("train"))


def test_many_seeds_need_a_graphics_card(machine):
    machine(CARD, CPU)
    app = open_app("train", train_device="cuda", train_seeds="500", train_m="16", train_batch="16")
    assert not app.exception and app.number_input(key="train_seeds").value == 500 and "500 seeds" in data(app)["plan"]
    app.selectbox(key="train_device").set_value("cpu").run()
    assert not app.exception and app.number_input(key="train_seeds").value == 32
    app = open_app("train", train_seeds="500")
    assert not app.exception and app.number_input(key="train_seeds").value == 32
