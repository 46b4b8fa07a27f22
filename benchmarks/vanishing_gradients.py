"""Vanishing gradients, T = 100 and m = 16: Python's time for a new radius, and for the maps after another change.

And in a browser: the time from the key press until the sentence, the lines and the rings have their new values.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from browsing import report

from explainer.lessons import vanishing_figures, vanishing_sentences
from explainer.lessons.vanishing_gradients import Setting, measure_gradients, phase_map
from tests import chromium
from tests.conftest import Server

MAPS = ".st-key-lab_maps .heatmaplayer image"
MEASURE_REDRAW = """() => {
    const current = () => [
        [...document.querySelectorAll("[data-testid=stMarkdownContainer] p")].find((p) => /^After /.test(p.textContent))
            ?.textContent,
        document.querySelector(".st-key-lab_lines .scatterlayer path.js-line")?.getAttribute("d"),
        document.querySelector(".gs-ring")?.getAttribute("style"),
    ];
    const before = current();
    window.took = null;
    document.addEventListener("keydown", () => {
        const start = performance.now();
        const check = () => {
            if (!current().every((now, k) => now && now !== before[k])) return requestAnimationFrame(check);
            const channel = new MessageChannel();
            channel.port1.onmessage = () => (window.took = performance.now() - start);
            channel.port2.postMessage(0); // runs right after the frame is painted
        };
        requestAnimationFrame(check);
    }, { capture: true, once: true });
}"""


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return times


def redraw_lines(setting: Setting) -> None:
    """Compute and write what a new radius or length changes."""
    measured = {cell: measure_gradients(cell, setting) for cell in setting.cells}
    vanishing_sentences.of_remaining(measured)
    vanishing_sentences.of_causes(setting, measured)
    vanishing_figures.gradient_curves({cell: norms.shares for cell, norms in measured.items()})
    vanishing_figures.rings(setting)


def redraw_maps(setting: Setting) -> None:
    """Compute and write the three maps."""
    phases = {cell: phase_map(cell, setting) for cell in setting.cells}
    vanishing_sentences.of_phase_maps(phases)
    vanishing_figures.phase_maps(phases)


def redraw_times(page: Page, slider: str, rounds: int) -> list[float]:
    page.get_by_role("slider", name=slider).focus()
    times = []
    for k in range(rounds):
        page.evaluate(MEASURE_REDRAW)
        page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")
        page.wait_for_function("() => window.took !== null")
        times.append(page.evaluate("() => window.took"))
        page.wait_for_timeout(700)
    return times


def main() -> None:
    setting = Setting()
    report("a new radius, Python alone", timed(lambda: redraw_lines(replace(setting, radius=0.85)), 21), 125)
    report("a new radius at T = 200, Python alone", timed(lambda: redraw_lines(replace(setting, length=200)), 21), 125)
    report("new maps, Python alone", timed(lambda: redraw_maps(setting), 9), 250)
    for cell in setting.cells:
        print(f"  of which {cell}: {statistics.median(timed(lambda cell=cell: phase_map(cell, setting), 9)):.1f} ms")
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{server.url}/vanishing-gradients")
            page.wait_for_selector(MAPS)
            page.wait_for_timeout(1500)
            for slider in ("Spectral radius", "Sequence length"):
                redraw_times(page, slider, 2)
                report(f"{slider} changed, key press to everything redrawn", redraw_times(page, slider, 15), 250)
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
