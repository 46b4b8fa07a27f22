"""The stage, LSTM, T = 100 and m = 16: playing, dragging the timeline, dragging one weight; and T = 500, m = 64.

A frame is timed from its start to the end of all work in it, style and layout included; painting itself shows in the
time between frames, which is printed too.
"""

import statistics

from browsing import TEXT, open_page, report

FRAMES = """async ([what, count]) => {
    const stage = document.querySelector(".gs-stage");
    const canvas = stage.querySelector(what === "weight" ? ".gs-matrix canvas" : ".gs-timeline canvas");
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    const send = (kind, x, y) => canvas.dispatchEvent(new PointerEvent(kind,
        { clientX: box.left + x, clientY: box.top + y, bubbles: true, pointerId: 1, button: 0 }));
    const [work, gaps, compute, painted] = [[], [], [], []];
    await new Promise(requestAnimationFrame);
    send("pointerdown", 20, 10);
    let last = performance.now();
    for (let k = 0; k < count; k++) {
        const state = () => (what === "weight" ? stage.querySelector(".gs-matrix p").textContent : stage.dataset.frame);
        const before = state();
        const start = performance.now();
        if (what === "time") send("pointermove", box.width * ((k % 97) + 1.5) / 100, 10);
        if (what === "weight") send("pointermove", 20 + 7 * (k % 2 ? 1 : -1) * (1 + k % 5), 10);
        if (what === "step") stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        compute.push(performance.now() - start);
        const began = await new Promise(requestAnimationFrame); // the stage's own callback ran in this frame, before
        document.body.offsetHeight;
        const now = performance.now();
        painted.push(state() !== before);
        work.push(now - began);
        gaps.push(began - last);
        last = began;
    }
    send("pointerup", 20, 10);
    return { work, gaps: gaps.slice(1), compute, painted: painted.filter(Boolean).length };
}"""


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measure(page, what: str, title: str, count: int, budget: float) -> dict:
    """Repeat one action for so many frames, print their times and return them."""
    frames = page.evaluate(FRAMES, [what, count])
    report(f"{title}: work in a frame", frames["work"], budget)
    print(f"  p95 {p95(frames['work']):.1f} ms; from frame to frame median {statistics.median(frames['gaps']):.1f}, "
          f"p95 {p95(frames['gaps']):.1f} ms; seen in the next frame {frames['painted']} of {count}")  # fmt: skip
    page.wait_for_timeout(1200)
    return frames


PLAYED = """async (count) => {
    const gaps = [];
    let last = await new Promise(requestAnimationFrame);
    for (let k = 0; k < count; k++) {
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - last);
        last = now;
    }
    return gaps;
}"""


def play(page) -> None:
    """Play at the highest speed for five seconds, as a visitor would."""
    page.get_by_label("speed").select_option("4")
    page.get_by_label("play, or pause").click()
    page.wait_for_timeout(500)
    gaps = page.evaluate(PLAYED, 300)
    page.get_by_label("play, or pause").click()
    report("playing at 4x: from frame to frame", gaps, 16.7)
    print(f"  p95 {p95(gaps):.1f} ms")
    page.wait_for_timeout(1200)


def drag_weight(page, title: str, budget: float, count: int) -> None:
    """Open the first weight matrix and drag a number in it."""
    page.locator(".gs-open-matrix").first.click()
    frames = measure(page, "weight", title, count, budget)
    report("  of it, recomputing the whole run", frames["compute"], 8 if budget < 20 else budget)
    report(
        "  event, computing and frame together",
        [a + b for a, b in zip(frames["compute"], frames["work"], strict=True)],
        budget,
    )


def received(path: str) -> None:
    """Count what a visit receives on its socket until all is drawn and compared."""
    sizes: list[int] = []
    with open_page(path, ".gs-stage[data-rendered]") as page:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sizes.append(len(data))))
        page.reload()
        page.wait_for_selector(".gs-stage[data-rendered]")
        page.get_by_text("equal within").wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
    print(f"data received in a visit: {sum(sizes) / 1e3:.0f} kB in {len(sizes)} messages, budget 300")


def main() -> None:
    text = TEXT.replace(" ", "+")
    received(f"/cell?m=16&op=1&text={text}")
    with open_page(f"/cell?m=16&op=1&text={text}", ".gs-stage[data-rendered]") as page:
        play(page)
        measure(page, "step", "one operation in every frame", 200, 16.7)
        measure(page, "time", "dragging the timeline", 200, 16.7)
        page.keyboard.press("Home")
        page.locator(".gs-stage .gs-op").first.click()
        drag_weight(page, "dragging one weight", 16.7, 200)
    long = "+".join(f"{k % 8}{k % 7}" for k in range(500))
    with open_page(f"/cell?m=64&op=1&by=word&text={long}", ".gs-stage[data-rendered]") as page:
        measure(page, "time", "T = 500, m = 64: dragging the timeline", 60, 50)
        page.locator(".gs-stage .gs-op").first.click()
        drag_weight(page, "T = 500, m = 64: dragging one weight", 50, 60)


if __name__ == "__main__":
    main()
