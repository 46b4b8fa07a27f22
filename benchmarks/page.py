"""The page Sequence, T = 100 and m = 16: time from new weights to a full redraw, and from a cursor move to a frame.

Redrawn means: every figure, formula and sentence shows the new numbers, and a frame with them has been painted.
"""

from browsing import TEXT, open_page, report

WATCH = """() => {
    const board = document.querySelector(".gs-board");
    const before = board.dataset.rendered;
    window.took = null;
    const startTimer = () => {
        const start = performance.now();
        new MutationObserver((changes, observer) => {
            if (board.dataset.rendered === before) return;
            observer.disconnect();
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => (window.took = performance.now() - start);
                channel.port2.postMessage(0); // runs right after the frame is painted
            });
        }).observe(board, { attributes: true });
    };
    document.addEventListener("keydown", startTimer, { capture: true, once: true });
}"""

DRAG = """async ([steps, across]) => {
    const picture = document.querySelector("[data-key=f] .gs-picture");
    const { xaxis, yaxis } = picture._fullLayout;
    const box = picture.getBoundingClientRect();
    const at = (t, unit) => ({
        clientX: box.left + xaxis._offset + xaxis.l2p(t), clientY: box.top + yaxis._offset + yaxis.l2p(unit),
        bubbles: true, pointerId: 1, button: 0,
    });
    const place = document.querySelector(".gs-position");
    picture.setPointerCapture = () => {};
    picture.dispatchEvent(new PointerEvent("pointerdown", at(1, 1)));
    const [work, frames] = [[], []];
    await new Promise(requestAnimationFrame);
    for (let k = 0; k < steps; k++) {
        const [t, unit] = [2 + (k % 97), across ? 1 + (k % 16) : 1];
        picture.dispatchEvent(new PointerEvent("pointermove", at(t, unit)));
        const frameStart = await new Promise(requestAnimationFrame); // after the callback of the board
        frames.push(place.textContent === `unit ${unit} at step ${t}`);
        document.body.offsetHeight; // layout belongs to the frame's work
        work.push(performance.now() - frameStart);
    }
    picture.dispatchEvent(new PointerEvent("pointerup", at(1, 1)));
    return { work, inOneFrame: frames.filter(Boolean).length };
}"""


def redraws(page, rounds: int) -> list[float]:
    """Change the scale of the weights by keyboard and time each redraw."""
    page.locator("[data-testid=stSlider] input[type=range]").last.focus()
    times = []
    for _ in range(rounds):
        page.evaluate(WATCH)
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => window.took !== null")
        times.append(page.evaluate("() => window.took"))
        page.wait_for_timeout(1500)
    return times


def main() -> None:
    with open_page(f"/sequence?m=16&scale=1.0&text={TEXT.replace(' ', '+')}") as page:
        redraws(page, 2)
        report("changed weights to everything redrawn", redraws(page, 21), 250)
        sent = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
        for label, across in (("along time", False), ("along time and across units", True)):
            dragged = page.evaluate(DRAG, [120, across])
            report(f"cursor moved {label}, work in its frame", dragged["work"], 16.7)
            print(f"shown in the very next frame: {dragged['inOneFrame']} of 120; messages meanwhile: {len(sent)}")
            page.wait_for_timeout(1500)
            sent.clear()


if __name__ == "__main__":
    main()
