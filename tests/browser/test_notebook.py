"""Traces in notebooks that a kernel has executed, their widgets drawn in a real browser, with a kernel and without."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from explainer.cells.formula import number
from explainer.numerics.changes import parse_changes
from tests.browser.test_file import drag_bias, is_error
from tests.browser.test_stage import overview
from tests.browser.traced_text import MIDDLE, TEXT, run
from tests.browsing import is_external, wait_until_equal
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

EXECUTE = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], 4)
nbclient.NotebookClient(notebook, timeout=120).execute()
nbformat.write(notebook, sys.argv[1])
"""
CELLS = [
    "from explainer import show\nfrom tests.browser.traced_text import TEXT, run",
    "widget = show(run(), labels=TEXT)\nwidget",
    'figures = show(run(), "sequence", labels=TEXT)\nfigures',
    "widget.changes",
]
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}

# What anywidget does in a browser: it imports the module, and gives its `render` a model and an element.
DRAW = """async ([state, buffers]) => {
    for (const { path, data } of buffers) {
        state[path[0]] = new DataView(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer);
    }
    const listeners = {};
    window.saved = 0;
    window.model = {
        get: (name) => state[name],
        set: (name, value) => (state[name] = value),
        on: (event, then) => (listeners[event] ??= []).push(then),
        off: (event, then) => (listeners[event] = listeners[event].filter((one) => one !== then)),
        emit: (event) => (listeners[event] ?? []).forEach((then) => then()),
        save_changes: () => (window.saved += 1),
        listeners,
    };
    const style = document.createElement("style");
    style.textContent = state._css;
    document.head.append(style);
    const address = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
    const { default: widget } = await import(address);
    window.close_widget = widget.render({ model, el: document.body });
}"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A Jupyter notebook as its kernel has left it: outputs, and the state of its widgets."""
    path = tmp_path_factory.mktemp("notebook") / "trace.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in CELLS]), path)
    subprocess.run([sys.executable, "-c", EXECUTE, str(path)], env=ENVIRONMENT, check=True, capture_output=True)
    return nbformat.read(path, 4)


@pytest.fixture
def page(browser):
    """An empty page without a server; errors and requests fail the test."""
    trouble: list[str] = []
    context = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if is_error(message) else None)
    page.on("request", lambda request: trouble.append(request.url) if is_external(request.url) else None)
    page.goto("data:text/html,<!doctype html><title>notebook</title><body>")
    yield page
    context.close()
    assert trouble == []


def widget_of(notebook, cell: int) -> dict:
    """Return the saved state of the widget that a cell shows."""
    (output,) = notebook.cells[cell].outputs
    return notebook.metadata.widgets[WIDGET_STATE]["state"][output.data[WIDGET_VIEW]["model_id"]]


def draw(page, widget: dict) -> None:
    page.evaluate(DRAW, [widget["state"], [dict(one) for one in widget["buffers"]]])
    page.wait_for_selector("[data-rendered]")


def test_a_widget_that_jupyter_has_saved_is_dragged_without_a_kernel(executed, page):
    widget = widget_of(executed, 1)
    assert executed.cells[1].outputs[0].data["text/plain"] == f"<StageWidget: LSTM reads “{TEXT}”>"
    assert executed.cells[3].outputs[0].data["text/plain"] == "()"
    assert len(json.dumps(widget)) < 1_000_000
    draw(page, widget)
    wait_until_equal(lambda: overview(page, "c"), number(run().layers[0].values["c"][MIDDLE - 1, 0]))
    drag_bias(page)
    page.wait_for_function("() => model.get('view')?.changes?.startsWith('b_f.3:') && saved > 0")
    changed = run(parse_changes(page.evaluate("model.get('view').changes"))).layers[0].values
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for name in "fch":
        wait_until_equal(lambda name=name: overview(page, name), number(changed[name][MIDDLE - 1, 2]))


def test_a_widget_follows_the_theme_of_its_notebook_and_leaves_nothing_behind(executed, page):
    draw(page, widget_of(executed, 1))
    widget = page.locator(".gs-widget")
    expect(widget).to_have_css("background-color", "rgb(253, 252, 250)")
    page.evaluate("() => (document.body.style.color = 'oklch(0.9 0.02 250)')")
    expect(widget).to_have_css("background-color", "rgb(20, 22, 26)")
    expect(page.locator(".gs-stage")).to_have_css("color", "rgb(232, 234, 240)")
    page.evaluate("() => model.emit('change:data')")
    page.evaluate("close_widget()")
    assert (
        page.evaluate(
            "() => document.querySelectorAll('.gs-stage, .gs-probe').length + model.listeners['change:data'].length"
        )
        == 0
    )


@pytest.mark.more
def test_the_figures_of_a_saved_widget_are_drawn_by_its_own_plotly(executed, page):
    draw(page, widget_of(executed, 2))
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 6")
    page.get_by_label("step").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(t) => model.get('view')?.t === t", arg=MIDDLE + 1)
    shown = page.locator(".gs-equation[data-name=h] .gs-result")
    expect(shown).to_have_text(f"= {number(run().layers[0].values['h'][MIDDLE, 0])}")


@pytest.fixture
def marimo(tmp_path):
    """The address of a marimo server on this machine, which runs the notebook for each visitor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "marimo", "run", str(ROOT / "tests/browser/notebook_in_marimo.py"), "--headless",
               "--no-token", "--host=127.0.0.1", f"--port={port}"]  # fmt: skip
    environment = {**ENVIRONMENT, "HOME": str(tmp_path)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.mark.more
def test_what_is_dragged_in_marimo_comes_back_to_python(marimo, browser):
    wait_until_equal(lambda: is_up(marimo), True)
    page = browser.new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if is_external(request.url) else None)
    page.goto(marimo)
    page.wait_for_selector(".gs-stage[data-rendered]")
    written = page.get_by_text("changes:")
    expect(written).to_contain_text(f"c: {run().layers[0].values['c'][11, 2]:.12f}")
    drag_bias(page)
    expect(written).to_contain_text("changes: b_f.3:")
    changes = re.search(r"changes: (\S+), c: ", written.inner_text())[1]
    c = run(parse_changes(changes)).layers[0].values["c"][11, 2]
    expect(written).to_have_text(f"changes: {changes}, c: {c:.12f}")
    page.close()
    assert outside == []


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False
