"""The stage and the figures as one HTML file, opened from file:// without a network, dragged: numbers are Python's."""

import re
from pathlib import Path

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from explainer import save_html
from explainer.cells.formula import number
from explainer.module_trace import trace_module
from explainer.numerics import losses
from explainer.numerics.backward import backward
from explainer.numerics.changes import parse_changes
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace
from tests.browser.test_backward_stage import delta, three_digits
from tests.browser.test_stage import drag, frame, handle, overview
from tests.browser.traced_text import MIDDLE, SENTENCE, TEXT
from tests.browsing import AXE, PHONE, WIDE, is_error, wait_until_equal, wait_until_idle

pytestmark = pytest.mark.slow

KEEP_VIEW = "document.addEventListener('gs-view', ({ detail }) => (window.view = detail()))"


@pytest.fixture
def open_file(browser, tmp_path):
    """Return a function that opens a file without a network; errors, and requests for anything else, fail the test."""
    contexts, trouble = [], []

    def open_page(trace, view: str = "cell", size: dict = WIDE, scheme: str = "light", **options):
        is_saved = isinstance(trace, Path)
        path = trace if is_saved else save_html(trace, tmp_path / "trace.html", view, **options)
        context = browser.new_context(viewport=size, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(KEEP_VIEW)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if is_error(message) else None)
        page.on("request", lambda request: None if is_inside(request.url, path) else trouble.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("[data-rendered]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def is_inside(url: str, path) -> bool:
    return url == path.as_uri() or url.startswith(("blob:", "data:"))


def gradients_of(run: Trace, name: str):
    """Return numpy's gradients of a loss for the values of the last layer."""
    loss = losses.make_loss(name, run.x, 8)
    return backward(run, losses.evaluate_loss(loss, run.layers[-1].values).grad_outputs).layers[-1].values


def test_a_dragged_number_changes_all_others_as_in_numpy_forward_and_backward(open_file):
    page = open_file(Setup().run(SENTENCE), labels=TEXT)
    expect(page.locator("h1")).to_have_text(f"LSTM reads “{TEXT}”")
    expect(page).to_have_title(f"LSTM reads “{TEXT}”")
    before = Setup().run(SENTENCE).layers[0].values
    for name in "ifgoch":
        wait_until_equal(lambda name=name: overview(page, name), number(before[name][MIDDLE - 1, 0]))
    drag_bias(page)
    page.wait_for_function("() => window.view.changes.startsWith('b_f.3:')")
    changes = page.evaluate("view.changes")
    run = Setup(changes=parse_changes(changes)).run(SENTENCE)
    assert re.fullmatch(r"b_f\.3:-?\d\.\d+", changes) and run.layers[0].layer.params["b_f"][2] != 1
    check_every_gate(page, run)
    page.get_by_role("button", name="Backward").click()
    page.get_by_label("loss", exact=True).select_option("last")
    gradients, steps = gradients_of(run, "last"), [step.name for step in run.layers[0].program.steps]
    step = len(TEXT) - 3  # choosing a loss has moved the cursor to the step that it reads
    frame(page, len(TEXT), 8, len(steps))
    page.locator(".gs-timeline canvas").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    for op in range(len(steps), len(steps) - 4, -1):
        frame(page, step, 8, op)
        wait_until_equal(lambda: delta(page), f"δ = {three_digits(gradients[steps[op - 1]][step - 1, 7])}")
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name=re.compile("^undo b_f")).click()
    page.get_by_role("button", name="Backward").click()
    frame(page, step, 8, len(steps) - 4)
    wait_until_equal(lambda: overview(page, "c"), number(before["c"][step - 1, 7]))


def drag_bias(page) -> None:
    """Drag the third bias of the forget gate; its handle is there while the operation that adds it is shown."""
    page.locator(".gs-op[data-name$='b_f']").first.click()
    handle(page, "b_f").scroll_into_view_if_needed()
    drag(page, handle(page, "b_f"), 2, 8, -150)
    page.mouse.up()


def check_every_gate(page, run: Trace) -> None:
    """Compare every gate and state of every unit at the cursor's step, by the arrow keys."""
    page.locator(".gs-timeline canvas").focus()
    for unit in range(8):
        for name in "ifgoch":
            wait_until_equal(
                lambda name=name: overview(page, name), number(run.layers[0].values[name][MIDDLE - 1, unit])
            )
        if unit < 7:
            page.keyboard.press("ArrowDown")


def test_a_torch_module_is_in_its_file_with_its_own_numbers(open_file):
    torch.manual_seed(3)
    trace = trace_module(nn.GRU(2, 5).double(), torch.randn(9, 3, 2, dtype=torch.float64))
    page = open_file(trace, sequence=2, loss="h.2.9")
    assert page.get_by_role("button", name="Backward").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Backward").click()
    wait_until_equal(lambda: overview(page, "z"), number(float(trace["z"][4, 1, 0])))
    wait_until_equal(lambda: overview(page, "h"), number(float(trace.output[4, 1, 0])))


@pytest.mark.parametrize(("size", "scheme"), [pytest.param(WIDE, "light", marks=pytest.mark.more), (PHONE, "dark")])
def test_a_file_follows_the_scheme_and_is_accessible(open_file, size, scheme):
    page = open_file(Setup().run(SENTENCE), size=size, scheme=scheme, labels=TEXT)
    background = "() => getComputedStyle(document.body).backgroundColor"
    for one in (scheme, "light" if scheme == "dark" else "dark"):
        page.emulate_media(color_scheme=one)
        wait_until_equal(
            lambda: page.evaluate(background), {"light": "rgb(253, 252, 250)", "dark": "rgb(20, 22, 26)"}[one]
        )
        expect(page.locator(".gs-stage")).to_have_css(
            "color", {"light": "rgb(29, 36, 51)", "dark": "rgb(232, 234, 240)"}[one]
        )
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        page.evaluate(AXE)
        found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
        ] == []


def test_typed_labels_do_nothing_in_a_file(open_file):
    broken = "document.body.dataset.broken = 1"
    evil = f"</script><script>{broken}</script><img src=x onerror='{broken}'>"
    page = open_file(Setup().run(SENTENCE), labels=[evil] * len(TEXT), title=evil)
    expect(page.locator("h1")).to_have_text(evil)
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("(t) => window.view.t === t", arg=MIDDLE + 1)
    assert page.evaluate("() => document.body.dataset.broken") is None
    assert page.locator("img").count() == 0 and page.locator("script").count() == 2


@pytest.mark.more
@pytest.mark.parametrize("view", ["sequence", "gradients"])
def test_the_figures_are_drawn_by_plotly_without_a_network(open_file, view):
    page = open_file(Setup().run(SENTENCE), view, labels=TEXT)
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 6")
    expect(page.locator(".gs-preview:visible")).to_have_count(0)
    page.get_by_label("step").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gs-position")).to_contain_text(f"step {MIDDLE + 1}")


def download(page, label: str, folder: Path) -> Path:
    """Click a download of the Cell page once the page is done, and return the file."""
    page.wait_for_selector(".gs-stage[data-rendered]")
    page.get_by_text(re.compile("equal within")).first.wait_for()
    wait_until_idle(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name=label).click()
    assert caught.value.suggested_filename == "lstm.html"
    path = folder / "downloaded.html"
    caught.value.save_as(path)
    return path


def test_the_cell_page_is_downloaded_as_it_is_and_goes_on_offline(visit, open_file, tmp_path):
    changes = "b_f.3:-0.5 f@4:0.25"
    page = visit("/cell?t=9&unit=3&op=24&back=last&changes=b_f.3:-0.5+f@4:0.25", drawn=False, accept_downloads=True)
    path = download(page, "This cell as one HTML file", tmp_path)
    assert path.stat().st_size < 1_000_000
    offline = open_file(path)
    expect(offline.locator("h1")).to_have_text(f"LSTM reads “{TEXT}”")
    frame(offline, 9, 3, 24)
    run = Setup(changes=parse_changes(changes)).run(SENTENCE)
    gradients, steps = gradients_of(run, "last"), [step.name for step in run.layers[0].program.steps]
    wait_until_equal(lambda: delta(offline), f"δ = {three_digits(gradients[steps[23]][8, 2])}")
    offline.get_by_role("button", name="undo all").click()
    offline.get_by_role("button", name="Backward").click()
    wait_until_equal(lambda: overview(offline, "c"), number(Setup().run(SENTENCE).layers[0].values["c"][8, 2]))


@pytest.mark.more
def test_a_downloaded_file_has_no_more_than_its_link_shows(visit, open_file, tmp_path):
    page = visit("/cell?t=9&op=9&hide=equations&lock=numbers&lang=ru", drawn=False, accept_downloads=True)
    offline = open_file(download(page, "Эта ячейка одним файлом HTML", tmp_path))
    expect(offline.locator("html")).to_have_attribute("lang", "ru")
    expect(offline.locator("h1")).to_have_text(f"LSTM читает “{TEXT}”")
    drag(offline, handle(offline, "b_f"), 2, 8, -150)
    offline.mouse.up()
    assert offline.evaluate("view.changes") == ""
    expect(offline.locator(".gs-panel .gs-numbers")).to_have_text("= ")
