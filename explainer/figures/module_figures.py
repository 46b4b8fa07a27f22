"""Plotly figures of a module's trace: gates and states of one sequence, and norms over time."""

from typing import Any

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import FOREGROUND, HUES
from explainer.figures.downsample import Downsampled, downsample
from explainer.figures.layout import FigureDict, figure_dict, subplot_domain, time_axis
from explainer.figures.panels import Panel, panels
from explainer.figures.trace_figures import heatmap
from explainer.torch_models.modules.arrays import array, length_of, letters
from explainer.torch_models.modules.gradients import ModuleGradients
from explainer.torch_models.modules.jacobian_norms import jacobian_norms
from explainer.torch_models.modules.module_run import ModuleRun

MOST_STEPS, MOST_NUMBERS = 1000, 1_000_000  # of a heat map, and of all together; beyond, means are shown
DASHES = ("solid", "dash", "dot", "dashdot")
ROW_HEIGHT, ROW_GAP = 170, 40  # pixels: of a row of panels, and between two rows


def figure(
    run: ModuleRun, what: str = "gates", sequence: int = 1, gradients: ModuleGradients | None = None, mode: int = 0
) -> Any:
    """Return a plotly Figure of one sequence of the batch, counted from 1; `mode` 0 is light and 1 dark.

    "gates" shows all gates and states of every layer and direction, "states" the states alone, and any other name
    ("f", "pre_f", "W_f @ x") that value. "norms" shows the gradient norm at each step where `gradients` is a result of
    `trace.backward`, and otherwise the Jacobian norm of the last state with respect to the state at each step.
    """
    from plotly.graph_objects import Figure

    return Figure(module_figure_dict(run, what, sequence, gradients, mode))


def module_figure_dict(
    run: ModuleRun, what: str, sequence: int, gradients: ModuleGradients | None, mode: int
) -> FigureDict:
    """Return the figure as a dictionary of plotly's JSON."""
    if what == "norms":
        return _norms(run, sequence, gradients, mode)
    groups = {"gates": letters(run), "states": run.spec.program.cell.state}
    return _grid(panels(run, groups.get(what, (what,)), sequence), mode)


def _grid(all_panels: list[Panel], mode: int) -> FigureDict:
    """Return panels in a grid: the values of a layer direction in up to three columns, direction below direction."""
    each = len({panel.name for panel in all_panels})
    columns = 3 if each > 4 else min(each, 2)
    rows_each = -(-each // columns)
    rows = rows_each * (len(all_panels) // each)
    data, layout, notes = [], {}, []
    for k, panel in enumerate(all_panels):
        direction, inner = divmod(k, each)
        across, down = _span(inner % columns, columns), _span(rows - 1 - direction * rows_each - inner // columns, rows)
        number = "" if k == 0 else str(k + 1)
        small = downsample(panel.values, MOST_STEPS, _most_units(panel, len(all_panels)))
        map_, axes = _panel_map(panel, small, across, down, mode)
        data.append(map_ | {"xaxis": f"x{number}", "yaxis": f"y{number}"})
        layout[f"xaxis{number}"] = axes["xaxis"] | {"domain": across, "anchor": f"y{number}"}
        layout[f"yaxis{number}"] = axes["yaxis"] | {"domain": down, "anchor": f"x{number}"}
        notes.append(_title(panel, small, across[0], down[1], mode))
    size = rows * (ROW_HEIGHT + ROW_GAP) + 60
    return figure_dict(
        data, mode, height=size, annotations=notes, margin={"l": 44, "r": 60, "t": 30, "b": 40}, **layout
    )


def _most_units(panel: Panel, count: int) -> int:
    """Return how many units a panel may have among `count` panels."""
    return max(1, MOST_NUMBERS // count // min(len(panel.values), MOST_STEPS))


def _span(index: int, count: int) -> list[float]:
    """Return the domain of one of `count` columns or rows of panels."""
    return [*subplot_domain(index, count, 0.0 if count == 1 else min(0.09, 0.3 / count))]


def _panel_map(
    panel: Panel, small: Downsampled, across: list[float], down: list[float], mode: int
) -> tuple[FigureDict, FigureDict]:
    """Return a panel's heat map and its axes."""
    (steps, units), (values, by_step, by_unit) = panel.values.shape, small
    shown = heatmap(values, panel.name, panel.colours(mode), panel.limits, (), mode)
    bar = {"x": across[1], "xanchor": "left", "y": sum(down) / 2, "len": down[1] - down[0], "lenmode": "fraction"}
    found = shown["data"][0]
    found |= {"x0": (by_step + 1) / 2, "dx": by_step, "y0": (by_unit + 1) / 2, "dy": by_unit}
    found["colorbar"] = found["colorbar"] | bar
    ends = sorted({1, (units + 1) // 2, units})
    below, beside = "step" if down[0] == 0 else "", "unit" if across[0] == 0 else ""
    axes = {"xaxis": time_axis((), steps) | {"nticks": 5, "title": {"text": below}},
            "yaxis": {"range": [units + 0.5, 0.5], "tickvals": ends, "title": {"text": beside}}}  # fmt: skip
    return found, axes


def _title(panel: Panel, small: Downsampled, left: float, top: float, mode: int) -> FigureDict:
    """Return a panel's title, with the block size where it shows means."""
    _, by_step, by_unit = small
    blocks = [f"{size} {what}" for size, what in ((by_step, "steps"), (by_unit, "units")) if size > 1]
    means = f", means over {' and '.join(blocks)}" if blocks else ""
    colour = HUES.get(panel.role, (FOREGROUND[0], FOREGROUND[1]))[mode]
    return {"text": f"<b>{panel.name}</b> {panel.suffix}{means}", "x": left, "y": top, "xref": "paper", "yref": "paper",
            "xanchor": "left", "yanchor": "bottom", "showarrow": False, "font": {"color": colour}}  # fmt: skip


def _norms(run: ModuleRun, sequence: int, gradients: ModuleGradients | None, mode: int) -> FigureDict:
    """Return norms over time on a log axis: a line for each state of each layer direction."""
    program, length = run.spec.program, length_of(run, sequence)
    lines = []
    for k, direction in enumerate(run.directions):
        for state in program.cell.state:
            name = f"{state}_{direction.suffix}"
            norms = gradients.norms(name) if gradients else jacobian_norms(direction, state)[:length, sequence - 1]
            lines.append({
                "type": "scatter", "mode": "lines", "x0": 1, "dx": 1, "name": name,
                "y": np.where(array(norms) > 0, array(norms), np.nan),  # a log axis has no 0
                "line": {"color": HUES[role(program, state)][mode], "dash": DASHES[k % len(DASHES)], "width": 2},
                "hovertemplate": "step %{x}: %{y:.3g}<extra></extra>",
            })  # fmt: skip
    title = "gradient norm over the batch" if gradients else "norm of d(last state)/d(state at this step)"
    axis = {"type": "log", "exponentformat": "power", "title": {"text": title}}
    steps = len(run.inputs.x) if gradients else length
    margin = {"l": 76, "r": 8, "t": 8, "b": 40}
    return figure_dict(lines, mode, height=320, margin=margin, showlegend=True, hovermode="x",
                   xaxis=time_axis((), steps), yaxis=axis)  # fmt: skip
