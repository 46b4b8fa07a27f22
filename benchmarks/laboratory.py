"""The laboratory, T = 100 and m = 16: Python's time for a moved radius, and for the maps when another knob moves.

And in a browser: from the key press to the sentence, the lines and the rings that show the new numbers, painted.
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
from explainer.lessons.vanishing_gradients import Setting, measure, phase
from tests import chromium
from tests.conftest import Server

DRAWN = ".st-key-lab_maps .heatmaplayer image"
WATCH = """() => {
    const look = () => [
        [...document.querySelectorAll("[data-testid=stMarkdownContainer] p")].find((p) => /^After /.test(p.textContent))
            ?.textContent,
        document.querySelector(".st-key-lab_lines .scatterlayer path.js-line")?.getAttribute("d"),
        document.querySelector(".gs-ring")?.getAttribute("style"),
    ];
    const before = look();
    window.took = null;
    document.addEventListener("keydown", () => {
        const start = performance.now();
        const again = () => {
            if (!look().every((now, k) => now && now !== before[k])) return requestAnimationFrame(again);
            const channel = new MessageChannel();
            channel.port1.onmessage = () => (window.took = performance.now() - start);
            channel.port2.postMessage(0); // runs right after the frame is painted
        };
        requestAnimationFrame(again);
    }, { capture: true, once: true });
}"""


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return times


def move(setting: Setting) -> None:
    """Compute and write what a moved radius or length changes."""
    reaches = {cell: measure(cell, setting) for cell in setting.cells}
    vanishing_sentences.of_left(reaches)
    vanishing_sentences.of_causes(setting, reaches)
    vanishing_figures.reach_lines({cell: reach.shares for cell, reach in reaches.items()})
    vanishing_figures.rings(setting)


def recompute(setting: Setting) -> None:
    """Compute and write the three maps."""
    phases = {cell: phase(cell, setting) for cell in setting.cells}
    vanishing_sentences.of_phases(phases)
    vanishing_figures.phase_maps(phases)


def moves(page: Page, knob: str, rounds: int) -> list[float]:
    page.get_by_role("slider", name=knob).focus()
    times = []
    for k in range(rounds):
        page.evaluate(WATCH)
        page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")
        page.wait_for_function("() => window.took !== null")
        times.append(page.evaluate("() => window.took"))
        page.wait_for_timeout(700)
    return times


def main() -> None:
    setting = Setting()
    report("a moved radius, Python alone", timed(lambda: move(replace(setting, radius=0.85)), 21), 125)
    report("a moved radius at T = 200, Python alone", timed(lambda: move(replace(setting, length=200)), 21), 125)
    report("the maps anew, Python alone", timed(lambda: recompute(setting), 9), 250)
    for cell in setting.cells:
        print(f"  of which {cell}: {statistics.median(timed(lambda cell=cell: phase(cell, setting), 9)):.1f} ms")
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{server.url}/vanishing-gradients")
            page.wait_for_selector(DRAWN)
            page.wait_for_timeout(1500)
            for knob in ("Spectral radius", "Length"):
                moves(page, knob, 2)
                report(f"{knob} moved, key press to everything redrawn", moves(page, knob, 15), 250)
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
