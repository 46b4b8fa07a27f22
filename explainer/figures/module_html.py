"""The notebook view of a module's trace: all gates and states as small images without a script."""

from base64 import b64encode
from html import escape

from explainer.cells.palette import FOREGROUND, HUES
from explainer.figures.downsample import downsample
from explainer.figures.number_format import decimals
from explainer.figures.panels import Panel, panels
from explainer.figures.png import png
from explainer.inputs.sequence import counted
from explainer.torch_models.modules.arrays import layer_and_direction, letters
from explainer.torch_models.modules.module_run import ModuleRun

MOST_PIXELS = 90_000  # of all images together: the saved notebook cell stays below 150 kB
MOST_DIRECTIONS = 8
WIDEST = 250  # steps, or blocks of steps, in one image
BODY_STYLE = "font-family: sans-serif; font-size: 13px; line-height: 1.5"
ROW_STYLE = "display: flex; flex-wrap: wrap; gap: 10px 16px; margin: 2px 0 10px; max-width: 660px"
IMAGE_STYLE = "display: block; image-rendering: pixelated; border: 1px solid #8888"


def html(run: ModuleRun, tolerance: float) -> str:
    """Return the gates and states of the first sequence as HTML, with sizes and the difference to the module."""
    shown = run.directions[:MOST_DIRECTIONS]
    names = letters(run)
    all_panels = panels(run, names)[: len(shown) * len(names)]
    pixels = MOST_PIXELS // len(all_panels)
    rows = [
        f"<div>{_heading(direction.suffix)}</div>"
        f'<div style="{ROW_STYLE}">{"".join(_image(one, pixels) for one in own)}</div>'
        for k, direction in enumerate(shown)
        if (own := all_panels[k * len(names) : (k + 1) * len(names)])
    ]
    left = len(run.directions) - len(shown)
    more = f"<div>… and {counted(left, 'more direction')}; figure() shows them all.</div>" if left else ""
    legend = _legend(run, all_panels, tolerance)
    return f'<div style="{BODY_STYLE}"><div>{_sizes(run)}</div>{"".join(rows)}{more}<div>{legend}</div></div>'


def _sizes(run: ModuleRun) -> str:
    spec = run.spec
    steps, batch, n = run.inputs.x.shape
    directions = ", both directions" if spec.num_directions == 2 else ""
    shown = "" if batch == 1 else f", {batch} sequences (the first is shown)"
    kind = escape(type(spec.module).__name__)
    sizes = f"{counted(n, 'input')}, {counted(spec.m, 'unit')}, {counted(steps, 'step')}{shown}"
    return f"<b>{kind}</b>, {counted(spec.num_layers, 'layer')}{directions}: {sizes}"


def _heading(suffix: str) -> str:
    layer, direction = layer_and_direction(suffix)
    return f"<b>{suffix}</b>: layer {layer}{', reverse direction' if direction == 'reverse' else ''}"


def _image(panel: Panel, pixels: int) -> str:
    """Return one image with the value's name, the colour of its role and its mean."""
    steps, units = panel.values.shape
    width = min(steps, WIDEST, pixels)
    values, _, _ = downsample(panel.values, width, max(1, pixels // width))
    data = b64encode(png(values, panel.limits, panel.colours())).decode()
    mean = f"mean {decimals(round(float(panel.values.mean()), 2) + 0.0)}"
    sizes = f"{counted(units, 'unit')} down, {counted(steps, 'step')} to the right"
    text = escape(f"{panel.name}: {panel.about}; {sizes}, {mean}")
    swatch = f'<span style="color: {HUES.get(panel.role, FOREGROUND)[0]}">■</span>'
    size = f'width="200" height="{min(120, max(40, 8 * units))}"'
    return (f'<div title="{text}"><div>{swatch} <b>{escape(panel.name)}</b> {mean}</div>'
            f'<img alt="{text}" {size} style="{IMAGE_STYLE}" src="data:image/png;base64,{data}"></div>')  # fmt: skip


def _legend(run: ModuleRun, all_panels: list[Panel], tolerance: float) -> str:
    """Explain the colours, and give the largest difference between trace and module."""
    limit = next((one.limits[1] for one in all_panels if not one.is_gate), 1.0)
    within = "within" if run.difference <= tolerance else "<b>above</b>"
    return (f"Steps to the right, units down. Gates: pale is 0, full colour 1. The others: blue is −{limit:.2g}, "
            f"pale 0, orange {limit:.2g}.<br>Largest difference to the module itself: {run.difference:.1e},"
            f" {within} the tolerance of {tolerance:.0e}.")  # fmt: skip
