"""The figures of a module: one sequence of its trace as a plotly figure, made of the house's own pictures."""

from typing import Any

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import HUES, INK
from explainer.figures.downsample import Coarse, coarse
from explainer.figures.panels import Panel, panels
from explainer.figures.trace_figures import Picture, heat, picture, time_axis
from explainer.torch_models.modules.arrays import array, length_of, letters
from explainer.torch_models.modules.gradients import Felt
from explainer.torch_models.modules.jacobian_norms import jacobian_norms
from explainer.torch_models.modules.module_run import Run

MOST_STEPS, MOST_NUMBERS = 1000, 1_000_000  # of a heat map, and of all together; beyond, means are shown
DASHES = ("solid", "dash", "dot", "dashdot")
HIGH, SPACE = 170, 40  # pixels: a row of panels, and what is between two


def figure(run: Run, what: str = "gates", sequence: int = 1, felt: Felt | None = None, mode: int = 0) -> Any:
    """Return a plotly Figure of one sequence of the batch, counted from 1; `mode` 0 is light and 1 dark.

    "gates" shows all gates and states of every layer and direction, "states" the states alone, and any name of a part
    ("f", "pre_f", "W_f @ x") that value. "norms" shows how much of a loss is felt at each step, where `felt` is what
    `trace.backward` has returned, and else how much the last state depends on the one at each step.
    """
    from plotly.graph_objects import Figure

    return Figure(drawn(run, what, sequence, felt, mode))


def drawn(run: Run, what: str, sequence: int, felt: Felt | None, mode: int) -> Picture:
    """Return what `figure` shows as plotly's own JSON."""
    if what == "norms":
        return _norms(run, sequence, felt, mode)
    named = {"gates": letters(run), "states": run.anatomy.program.cell.state}
    return _grid(panels(run, named.get(what, (what,)), sequence), mode)


def _grid(all_panels: list[Panel], mode: int) -> Picture:
    """Lay panels out: the names of a part in up to three columns, part below part."""
    each = len({panel.name for panel in all_panels})
    columns = 3 if each > 4 else min(each, 2)
    per_part = -(-each // columns)
    rows = per_part * (len(all_panels) // each)
    data, layout, notes = [], {}, []
    for k, panel in enumerate(all_panels):
        part, inner = divmod(k, each)
        across, down = _place(inner % columns, columns), _place(rows - 1 - part * per_part - inner // columns, rows)
        number = "" if k == 0 else str(k + 1)
        small = coarse(panel.values, MOST_STEPS, _most_units(panel, len(all_panels)))
        map_, axes = _map(panel, small, across, down, mode)
        data.append(map_ | {"xaxis": f"x{number}", "yaxis": f"y{number}"})
        layout[f"xaxis{number}"] = axes["xaxis"] | {"domain": across, "anchor": f"y{number}"}
        layout[f"yaxis{number}"] = axes["yaxis"] | {"domain": down, "anchor": f"x{number}"}
        notes.append(_title(panel, small, across[0], down[1], mode))
    size = rows * (HIGH + SPACE) + 60
    return picture(data, mode, height=size, annotations=notes, margin={"l": 44, "r": 60, "t": 30, "b": 40}, **layout)


def _most_units(panel: Panel, count: int) -> int:
    """Return how many units a panel has room for among `count` panels."""
    return max(1, MOST_NUMBERS // count // min(len(panel.values), MOST_STEPS))


def _place(index: int, count: int) -> list[float]:
    """Return where one of `count` equal rooms begins and ends between 0 and 1, with space after each but the last."""
    gap = 0.0 if count == 1 else min(0.09, 0.3 / count)
    size = (1.0 - gap * (count - 1)) / count
    return [index * (size + gap), min(1.0, index * (size + gap) + size)]


def _map(panel: Panel, small: Coarse, across: list[float], down: list[float], mode: int) -> tuple[Picture, Picture]:
    """Return a panel's heat map and its axes."""
    (steps, units), (values, by_step, by_unit) = panel.values.shape, small
    shown = heat(values, panel.name, panel.colours(mode), panel.limits, (), mode)
    bar = {"x": across[1], "xanchor": "left", "y": sum(down) / 2, "len": down[1] - down[0], "lenmode": "fraction"}
    found = shown["data"][0]
    found |= {"x0": (by_step + 1) / 2, "dx": by_step, "y0": (by_unit + 1) / 2, "dy": by_unit}
    found["colorbar"] = found["colorbar"] | bar
    ends = sorted({1, (units + 1) // 2, units})
    below, beside = "step" if down[0] == 0 else "", "unit" if across[0] == 0 else ""
    axes = {"xaxis": time_axis((), steps) | {"nticks": 5, "title": {"text": below}},
            "yaxis": {"range": [units + 0.5, 0.5], "tickvals": ends, "title": {"text": beside}}}  # fmt: skip
    return found, axes


def _title(panel: Panel, small: Coarse, left: float, top: float, mode: int) -> Picture:
    """Say what a panel shows; where its means are shown, of how many."""
    _, by_step, by_unit = small
    blocks = [f"{size} {what}" for size, what in ((by_step, "steps"), (by_unit, "units")) if size > 1]
    means = f", means over {' and '.join(blocks)}" if blocks else ""
    colour = HUES.get(panel.role, (INK[0], INK[1]))[mode]
    return {"text": f"<b>{panel.name}</b> {panel.suffix}{means}", "x": left, "y": top, "xref": "paper", "yref": "paper",
            "xanchor": "left", "yanchor": "bottom", "showarrow": False, "font": {"color": colour}}  # fmt: skip


def _norms(run: Run, sequence: int, felt: Felt | None, mode: int) -> Picture:
    """Return lines over time on a log axis: one for each state of each part."""
    program, length = run.anatomy.program, length_of(run, sequence)
    lines = []
    for k, part in enumerate(run.parts):
        for state in program.cell.state:
            name = f"{state}_{part.suffix}"
            norms = felt.norms(name) if felt else jacobian_norms(part, state)[:length, sequence - 1]
            lines.append({
                "type": "scatter", "mode": "lines", "x0": 1, "dx": 1, "name": name,
                "y": np.where(array(norms) > 0, array(norms), np.nan),  # a log axis has no 0
               
                "line": {"color": HUES[role(program, state)][mode], "dash": DASHES[k % len(DASHES)], "width": 2},
                "hovertemplate": "step %{x}: %{y:.3g}<extra></extra>",
            })  # fmt: skip
    told = "felt of the loss, over the batch" if felt else "the last state, by the state at this step"
    axis = {"type": "log", "exponentformat": "power", "title": {"text": told}}
    steps = len(run.given.x) if felt else length
    room = {"l": 76, "r": 8, "t": 8, "b": 40}
    return picture(lines, mode, height=320, margin=room, showlegend=True, hovermode="x",
                   xaxis=time_axis((), steps), yaxis=axis)  # fmt: skip
