"""The live component in a real browser, on a small server with a scripted feed."""

import base64
import csv
import io

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.numerics.gradient_flow import relative_norms
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.training.recipe import default_recipe
from explainer.web.live.compared_run import compared_runs
from explainer.web.live.payload import payload
from explainer.web.scripts import VERSION
from tests.browsing import PHONE, WIDE, check_page, wait_until_contains, wait_until_equal
from tests.live_server import LiveServer

pytestmark = pytest.mark.slow
CELLS = ("LSTM", "GRU", "RNN")


def scripted_server(key: str = "recall", cells: tuple[str, ...] = CELLS, **how) -> LiveServer:
    runs = [(f"{cell.lower():a<10}", default_recipe(TASKS[key], cell), None) for cell in cells]
    return LiveServer(payload(compared_runs(runs), make_problem(key, {}), [recipe for _, recipe, _ in runs]), **how)


def test_a_runs_line_says_that_it_moved_to_another_machine(blank):
    sentence = blank.evaluate(
        """async (version) => {
            const { makeHistory } = await import(`/gatescope/${version}/live/history.js`);
            const { statusOf } = await import(`/gatescope/${version}/live/toolbar.js`);
            const history = makeHistory();
            const note = "It moved to another machine at update 12.";
            history.add({ kind: "state", state: "running", step: 13, note });
            const first = statusOf(history);
            history.add({ kind: "state", state: "running", step: 14 });
            return [first, statusOf(history)];
        }""",
        VERSION,
    )
    assert sentence == ["Training. It moved to another machine at update 12.", "Training."]


def test_a_runs_line_tells_what_it_uses_of_its_device(blank):
    lines = blank.evaluate(
        """async (version) => {
            const { makeHistory } = await import(`/gatescope/${version}/live/history.js`);
            const { factsOf, statusOf } = await import(`/gatescope/${version}/live/toolbar.js`);
            const lines = [];
            const note = (history) => lines.push([factsOf(history, { updates: 100 }), statusOf(history)]);
            const card = makeHistory();
            card.add({ kind: "state", state: "running", step: 0 });
            const begun = { kind: "begun", device: "cuda:0", device_name: "H200", card_memory: 139 * 2 ** 30 };
            card.add({ ...begun, engine: "fused" });
            note(card);
            card.add({ kind: "updates", from: 1, stride: 1, loss: [[1]], norm: [[1]], speed: [2, 1234] });
            card.add({ kind: "device", engine: "fused", reason: "", precision: "tf32x3", memory: 2 ** 30 * 1.25 });
            note(card);
            const reason = "its kernel could not be compiled (RuntimeError: no C compiler)";
            card.add({ kind: "device", engine: "graph", reason, precision: "float32", memory: 2 ** 24 });
            note(card);
            const processor = makeHistory();
            processor.add({ kind: "state", state: "running", step: 7 });
            processor.add({ kind: "begun", device: "cpu", device_name: "cpu", card_memory: 0, engine: "eager" });
            processor.add({ kind: "device", engine: "eager", reason: "why", precision: "float32", memory: 0 });
            processor.add({ kind: "state", state: "running", step: 7 });
            note(processor);
            const old = makeHistory();
            old.add({ kind: "begun", device: "cpu" });
            note(old);
            return lines;
        }""",
        VERSION,
    )
    assert lines == [
        ["0 / 100 · H200, fused", "Compiling the cell's kernels."],
        ["1 / 100 · 1,234 tokens/s · H200, fused, tf32x3, 1.3 of 139 GiB", "Training."],
        [
            "1 / 100 · 1,234 tokens/s · H200, graph, float32, 0.02 of 139 GiB",
            "Training. Its time loop runs as a CUDA graph: "
            "its kernel could not be compiled (RuntimeError: no C compiler).",
        ],
        ["7 / 100 · cpu, eager, float32", "Training."],
        ["0 / 100 · cpu", "Connecting to the server."],
    ]


@pytest.fixture
def serve():
    """Return a function that starts a server with a scripted feed."""
    servers = []

    def start(*args, **how) -> LiveServer:
        servers.append(scripted_server(*args, **how))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def is_error(message) -> bool:
    """The browser also logs as errors a refused order, and a connection that a test breaks."""
    return message.type == "error" and not any(one in message.text for one in ("409", "ERR_INTERNET_DISCONNECTED"))


@pytest.fixture
def watch(browser):
    """Return a function that opens the page of a server; nothing may go wrong in it."""
    contexts, trouble = [], []

    def open_page(server: LiveServer, size: dict = WIDE, theme: str = "light", **options):
        context = browser.new_context(viewport=size, **options)
        context.set_default_timeout(60_000)  # a busy machine draws late
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda one: trouble.append(one.text) if is_error(one) else None)
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.goto(f"{server.url}/?theme={theme}")
        page.wait_for_selector(".gs-live[data-rendered]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def reach(page, step: int, cell: str = "lstm") -> None:
    """Wait until a run is shown to be at a step."""
    page.wait_for_function(
        "([run, step]) => document.querySelector(`[data-run=${run}] progress`)?.value >= step",
        arg=[f"{cell:a<10}", step],
    )


def wait_for_text(page, key: str, text: str) -> None:
    """Wait until a figure's sentence contains a text."""
    page.locator(f"[data-key={key}] .gs-sentence", has_text=text).wait_for()


def test_every_seed_is_clipped_by_itself(serve, watch):
    page = watch(serve())
    sentences = page.evaluate(
        """async (version) => {
            const { ofNorm } = await import(`/gatescope/${version}/live/sentences.js`);
            const of = (...seeds) => ofNorm([{ name: "LSTM", seeds, median: [0.5, 0.5] }], 1);
            return [of([0.5, 0.5], [0.5, 3], [0.5, NaN]), of([0.5, 0.5], [0.5, NaN])];
        }""",
        VERSION,
    )
    assert "clipped, in 20% of the updates shown (LSTM)" in sentences[0]
    assert sentences[1] == "No gradient norm shown is above 1, so none was clipped."


def test_keyboard_focus_stays_in_the_toolbar_when_a_run_is_stopped(serve, watch):
    page = watch(serve())
    reach(page, 10)
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.textContent === 'All runs'")


def sentence(page, key: str) -> str:
    return page.locator(f"[data-key={key}] .gs-sentence").inner_text()


def inks(page, key: str) -> dict[str, int]:
    """Count the pixels of a figure by the run whose colour they have."""
    return page.evaluate(
        """(key) => {
            const canvas = document.querySelector(`[data-key=${key}] canvas`);
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const colours = { LSTM: [196, 66, 26], GRU: [75, 73, 168], RNN: [0, 121, 92] };
            const found = { LSTM: 0, GRU: 0, RNN: 0 };
            for (let k = 0; k < data.length; k += 4) for (const [name, rgb] of Object.entries(colours))
                if (data[k + 3] > 250 && rgb.every((value, c) => Math.abs(value - data[k + c]) < 3)) found[name] += 1;
            return found;
        }""",
        key,
    )


def table(page, key: str) -> list[list[str]]:
    """Save the CSV of a figure and read it."""
    with page.expect_download() as saved:
        page.locator(f"[data-key={key}]").get_by_role("button", name="CSV").click()
    return list(csv.reader(io.StringIO(saved.value.path().read_text())))


def test_curves_have_the_colours_of_their_runs_and_sentences_their_numbers(serve, watch):
    page = watch(serve())
    reach(page, 60)
    wait_for_text(page, "loss", "The loss is")
    wait_until_equal(lambda: all(count > 50 for count in inks(page, "loss").values()), True)
    wait_until_contains(lambda: sentence(page, "loss"), "LSTM")
    wait_until_contains(lambda: sentence(page, "metric"), "On the test set LSTM is at")
    page.locator("[data-key=gates]").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('[data-key=gates] canvas').height > 100")
    wait_until_contains(lambda: sentence(page, "gates"), "on average over units and steps, ")
    wait_until_contains(lambda: sentence(page, "gates"), " f is 0.")
    wait_until_equal(lambda: all(count > 50 for count in inks(page, "gradients").values()), True)
    wait_until_contains(lambda: sentence(page, "gradients"), "the gradient stays alive ")


def test_the_csv_holds_the_numbers_of_the_feed(serve, watch):
    server = serve()
    page = watch(server)
    reach(page, 40)
    head, *rows = table(page, "loss")
    assert head[:5] == ["update", "LSTM", "LSTM, seed 1", "LSTM, seed 2", "LSTM, seed 3"]
    sent = server.updates_of("lstmaaaaaa", 1, 40)["loss"]
    assert [int(row[0]) for row in rows[:40]] == list(range(1, 41))
    for row, losses in zip(rows, sent, strict=False):
        assert [float(one) for one in row[2:5]] == pytest.approx(losses)
        assert float(row[1]) == pytest.approx(sorted(losses)[1])


def test_the_gradient_norms_of_a_step_are_read_and_the_gates_follow(serve, watch):
    """By pointer and by keyboard, in the figure and in its table: the numbers of the feed."""
    server = serve()
    server.stride = 0  # the numbers stay as they are
    server.steps = dict.fromkeys(server.steps, 40)
    page = watch(server)
    reach(page, 40)
    plot = page.locator("[data-key=gradients] .gs-plot")
    plot.scroll_into_view_if_needed()
    plot.focus()
    page.keyboard.press("End")
    tooltip = page.locator("[data-key=gradients] .gs-tooltip")
    task = next(iter(server.data["tasks"].values()))
    last = task["steps"]
    names = ["h of LSTM", "c of LSTM", "h of GRU", "h of RNN"]
    norms = [one for run in server.data["runs"] for one in norms_of(server, run, last, 40)]
    shown = [f"{name}: 1 (norm {norm[-1]:.3g})" for name, norm in zip(names, norms, strict=True)]
    lines = [f"step {last}, input “{task['symbols'][-1]}”", *shown]
    wait_until_equal(lambda: tooltip.inner_text().splitlines(), lines)
    marked = page.evaluate("() => document.querySelector('[data-key=gates] .gs-overlay').toDataURL()")
    page.keyboard.press("ArrowLeft")
    expect(tooltip).to_contain_text(f"step {last - 1}, input")
    page.wait_for_function(
        "(before) => document.querySelector('[data-key=gates] .gs-overlay').toDataURL() !== before", arg=marked
    )
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 80)
    expect(tooltip).not_to_contain_text(f"step {last - 1}, input")
    head, *rows = table(page, "gradients")
    assert head[:4] == ["step", "input", "‖dL/dh‖ of LSTM", "share of that at the loss"]
    for column, norm in zip(range(2, len(head), 2), norms, strict=True):
        assert [float(row[column]) for row in rows] == pytest.approx(norm, rel=1e-6)
        assert [float(row[column + 1]) for row in rows] == pytest.approx(relative_norms(norm), rel=1e-6)


def norms_of(server, run: dict, steps: int, step: int) -> list[np.ndarray]:
    sent = server.gradient_norms(run, steps, step).values()
    return [np.frombuffer(base64.b64decode(one["data"]), "<f4").astype(float) for one in sent]


def test_a_zoom_survives_updates_and_can_be_undone(serve, watch):
    page = watch(serve())
    reach(page, 60)
    plot = page.locator("[data-key=loss] .gs-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    whole = page.locator("[data-key=loss]").get_by_role("button", name="Reset zoom")
    assert not whole.is_visible()
    page.mouse.move(box["x"] + 100, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 150, steps=4)
    page.mouse.up()
    whole.wait_for()
    page.mouse.move(5, 5)
    before = inks(page, "loss")
    step = int(page.locator("[data-run=lstmaaaaaa] progress").evaluate("(one) => one.value"))
    reach(page, step + 40)
    page.wait_for_timeout(300)
    assert whole.is_visible() and inks(page, "loss") == before  # the box lies in the past, so nothing in it changes
    whole.click()
    wait_until_equal(lambda: not whole.is_visible() and inks(page, "loss") != before, True)


def test_a_curve_is_read_by_pointer_and_by_keyboard(serve, watch):
    server = serve()
    page = watch(server)
    reach(page, 60)
    plot = page.locator("[data-key=loss] .gs-plot")
    plot.focus()
    page.keyboard.press("Home")
    tooltip = page.locator("[data-key=loss] .gs-tooltip")
    first = sorted(server.updates_of("lstmaaaaaa", 1, 1)["loss"][0])
    lines = ["update 1", f"LSTM {first[1]:.3g} ({first[0]:.3g} to {first[2]:.3g})"]
    wait_until_equal(lambda: tooltip.inner_text().splitlines()[:2], lines)
    page.keyboard.press("ArrowRight")
    wait_until_equal(lambda: tooltip.inner_text().startswith("update 2\n"), True)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 80)
    wait_until_equal(lambda: tooltip.inner_text().startswith("update 2\n"), False)


def test_pause_step_rate_rewind_and_stop_reach_the_server(serve, watch):
    server = serve()
    page = watch(server)
    reach(page, 30)
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused at update").first.wait_for()
    wait_until_equal(lambda: [order[1] for order in server.orders], ["pause"] * 3)
    stood = server.steps["lstmaaaaaa"]
    page.get_by_role("button", name="Step").click()
    reach(page, stood + 1)
    assert server.steps["lstmaaaaaa"] == stood + 1
    page.get_by_role("slider", name="learning rate").fill("-3")
    wait_until_equal(lambda: set(server.rates.values()), {0.001})
    page.keyboard.press("Escape")
    page.locator("[data-key=loss] .gs-plot").focus()
    page.keyboard.press(" ")
    page.get_by_text("Training.").first.wait_for()
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function("() => document.querySelector('[data-run=lstmaaaaaa] progress').value < 30")
    page.wait_for_timeout(300)
    rows = table(page, "loss")[1:]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))  # sent again from the first update, once
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("All updates were made.").first.wait_for()
    page.get_by_role("button", name="Pause", disabled=True).wait_for()  # once the last of the three has ended


def test_queued_ended_and_refused_runs_have_a_sentence(serve, watch):
    server = serve()
    server.states |= {"gruaaaaaaa": "queued", "rnnaaaaaaa": "ended"}
    server.queue_positions = {"gruaaaaaaa": 2}
    server.steps["rnnaaaaaaa"] = 400
    page = watch(server)
    page.get_by_text("Queued at position 2.").wait_for()
    page.get_by_text("All updates were made.").wait_for()
    reach(page, 10)
    server.refusing = True
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("status").get_by_text("The run has ended, so it cannot be paused.").wait_for()


def test_two_tabs_show_the_same_run_and_a_late_one_its_whole_history(serve, watch):
    server = serve()
    first = watch(server)
    reach(first, 60)
    second = watch(server)
    reach(second, 60)
    second.get_by_role("button", name="Pause").click()
    first.get_by_text("Paused at update").first.wait_for()
    wait_until_equal(lambda: table(first, "loss") == table(second, "loss"), True)


def test_a_lost_connection_is_reported_and_nothing_is_drawn_twice(serve, watch):
    server = serve()
    page = watch(server)
    reach(page, 30)
    page.context.set_offline(True)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("status").get_by_text("cannot be reached").wait_for()
    page.context.set_offline(False)
    reach(page, 60)
    rows = table(page, "loss")[1:]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))


def test_before_training_an_example_is_drawn_and_the_train_button_starts(serve, watch):
    server = serve(cells=())
    server.data["plan"] = "LSTM, 32 units."
    page = watch(server)
    wait_until_contains(lambda: sentence(page, "probe"), "Correct answer at the last step: ")
    assert not page.locator("[data-key=loss]").is_visible() and not page.locator("[data-key=gradients]").is_visible()
    page.get_by_role("button", name="Train").click()
    wait_until_equal(lambda: page.evaluate("() => window.commands"), [["command", "start"]])


RECORD_LABELS = """async ([version, task, width]) => {
    const { metricLevels } = await import(`/gatescope/${version}/live/panels.js`);
    const { axesOf, paintLevels } = await import(`/gatescope/${version}/live/lines.js`);
    const pen = document.createElement("canvas").getContext("2d");
    const found = [];
    pen.fillText = (text, right, foot) => found.push({ text, right, foot, left: right - pen.measureText(text).width });
    const levels = metricLevels([], task, { muted: "#555", solved: "#075" });
    const values = levels.map(({ value }) => value);
    const range = [Math.min(...values), 1.1 * Math.max(...values)];
    const axes = axesOf({ width, height: 230 }, { x: [0, 100], y: range, log: true });
    paintLevels(pen, axes, levels, { font: "sans-serif", background: "#fff" });
    return [found, axes.plotArea];
}"""


@pytest.mark.parametrize("width", [340, pytest.param(420, marks=pytest.mark.more)])
@pytest.mark.parametrize("key", ["hourly", "trend", "windows", "sine"])
def test_every_simple_answer_has_a_label_of_its_own_that_overlaps_no_other(key, width, serve, watch):
    server = serve(key, ("LSTM",))
    page = watch(server)
    task = next(iter(server.data["tasks"].values()))
    labels, area = page.evaluate(RECORD_LABELS, [VERSION, task, width])
    assert len(labels) == len(task["levels"]) + 1
    for one in [*task["levels"], {"name": "solved"}]:
        assert sum(label["text"].startswith(one["name"][:12]) for label in labels) >= 1
    feet = sorted(label["foot"] for label in labels)
    assert all(low + 12 <= high for low, high in zip(feet, feet[1:], strict=False))
    assert area["top"] - 2 <= feet[0] and feet[-1] <= area["top"] + area["height"]
    assert all(label["left"] >= area["left"] for label in labels)


def test_the_sentence_under_the_metric_names_the_best_simple_answer(serve, watch):
    page = watch(serve("hourly", ("LSTM",)))
    reach(page, 20)
    wait_for_text(page, "metric", "The best simple answer is least squares on the lookback: 1.94%.")


def test_the_gates_of_another_cell_are_shown_on_request(serve, watch):
    server = serve()
    server.without_norms = set(server.states)  # as in a run of an earlier version
    page = watch(server)
    reach(page, 20)
    expect(page.locator("[data-key=gradients]")).to_be_hidden()
    page.get_by_role("button", name="GRU").click()
    wait_for_text(page, "gates", "z is")
    wait_until_equal(page.locator("[data-key=saturation] h3").inner_text, "Saturation of GRU")
    page.get_by_role("button", name="RNN").click()
    wait_for_text(page, "gates", "no gate")


@pytest.mark.parametrize(
    "key",
    ["recall", *(pytest.param(key, marks=pytest.mark.more) for key in ("brackets", "adding", "counting")), "sine"],
)
def test_every_kind_of_task_has_its_probe_drawn_and_described(key, serve, watch):
    page = watch(serve(key, ("LSTM", "GRU")), PHONE)
    reach(page, 20)
    page.locator("[data-key=probe]").scroll_into_view_if_needed()
    wait_for_text(page, "probe", "After")
    wait_until_equal(lambda: sum(inks(page, "probe").values()) > 10, True)
    expect(page.locator("[data-key=gradients] .gs-sentence")).to_contain_text("After update")
    page.locator("[data-key=probe]").get_by_role("button", name="Table").click()
    assert page.locator("[data-key=probe] tbody tr").count() == len(table(page, "probe")[1:])


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_the_page_is_accessible_and_fits(size, theme, serve, watch):
    page = watch(serve(), size, theme)
    reach(page, 20)
    check_page(page)


@pytest.mark.more
def test_watching_three_runs_leaves_the_browser_free(serve, watch):
    """Five messages a second of three runs cost the main thread a small share of a processor's time."""
    page = watch(serve(stride=40))
    reach(page, 200)
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})  # its own time, not that of a busy machine

    def busy() -> float:
        metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
        return metrics["ScriptDuration"]

    before = busy()
    page.wait_for_timeout(5000)
    assert (busy() - before) / 5 < 0.1
