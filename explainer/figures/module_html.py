"""The notebook's view of a trace: its gates at once, as small pictures that need no script."""

from base64 import b64encode
from html import escape

from explainer.cells.palette import HUES, INK
from explainer.figures.downsample import coarse
from explainer.figures.panels import Panel, panels
from explainer.figures.png import png
from explainer.torch_models.modules.arrays import letters, place
from explainer.torch_models.modules.module_run import Run

MOST_PIXELS = 90_000  # of all pictures together: what a notebook keeps stays below 150 kB
MOST_PARTS = 8
WIDE = 250  # steps, or blocks of steps, in one picture
ROOM = "font-family: sans-serif; font-size: 13px; line-height: 1.5"
SHELF = "display: flex; flex-wrap: wrap; gap: 10px 16px; margin: 2px 0 10px; max-width: 660px"
FRAME = "display: block; image-rendering: pixelated; border: 1px solid #8888"


def html(run: Run, tolerance: float) -> str:
    """Return the gates and states of the first sequence as HTML, with sizes and the difference to the module."""
    shown = run.parts[:MOST_PARTS]
    names = letters(run)
    pictures = panels(run, names)[: len(shown) * len(names)]
    room = MOST_PIXELS // len(pictures)
    parts = [
        f'<div>{_heading(part.suffix)}</div><div style="{SHELF}">{"".join(_figure(one, room) for one in of_part)}</div>'
        for k, part in enumerate(shown)
        if (of_part := pictures[k * len(names) : (k + 1) * len(names)])
    ]
    left = len(run.parts) - len(shown)
    more = f"<div>… and {left} more parts; figure() shows them all.</div>" if left else ""
    below = _below(run, pictures, tolerance)
    return f'<div style="{ROOM}"><div>{_sizes(run)}</div>{"".join(parts)}{more}<div>{below}</div></div>'


def _sizes(run: Run) -> str:
    known = run.anatomy
    steps, batch, n = run.given.x.shape
    layers = f"{known.layers} layers" if known.layers > 1 else "one layer"
    ways = ", both directions" if known.directions == 2 else ""
    shown = "" if batch == 1 else f", {batch} sequences; here is the first"
    kind = escape(type(known.module).__name__)
    return f"<b>{kind}</b>, {layers}{ways}: reads {n}, {known.m} units, {steps} steps{shown}"


def _heading(suffix: str) -> str:
    layer, way = place(suffix)
    return f"<b>{suffix}</b>: layer {layer}{', from the end' if way == 'reverse' else ''}"


def _figure(panel: Panel, room: int) -> str:
    """Return one picture with its letter, the colour of its role and its mean."""
    steps, units = panel.values.shape
    wide = min(steps, WIDE, room)
    values, _, _ = coarse(panel.values, wide, max(1, room // wide))
    data = b64encode(png(values, panel.limits, panel.colours())).decode()
    mean = f"mean {round(float(panel.values.mean()), 2) + 0.0:.2f}".replace("-", "−")
    told = escape(f"{panel.name}: {panel.about}; {units} units down, {steps} steps to the right, {mean}")
    swatch = f'<span style="color: {HUES.get(panel.role, INK)[0]}">■</span>'
    size = f'width="200" height="{min(120, max(40, 8 * units))}"'
    return (f'<div title="{told}"><div>{swatch} <b>{escape(panel.name)}</b> {mean}</div>'
            f'<img alt="{told}" {size} style="{FRAME}" src="data:image/png;base64,{data}"></div>')  # fmt: skip


def _below(run: Run, pictures: list[Panel], tolerance: float) -> str:
    """Say how to read the colours, and how far the trace is from the module."""
    limit = next((one.limits[1] for one in pictures if not one.is_gate), 1.0)
    within = "within" if run.difference <= tolerance else "<b>above</b>"
    return (f"Steps to the right, units down. Gates: pale is 0, full colour 1. The others: blue is −{limit:.2g}, "
            f"pale 0, orange {limit:.2g}.<br>Largest difference to the module itself: {run.difference:.1e},"
            f" {within} the tolerance of {tolerance:.0e}.")  # fmt: skip
