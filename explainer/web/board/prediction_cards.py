"""Cards of a prediction beside its target, and beside the prediction without the hold."""

from typing import Any

import numpy as np

from explainer.cells.palette import GRID_LINE, HUES, MUTED, ramp
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, escape_markup, figure_dict, round_up_limit, time_axis
from explainer.figures.trace_figures import heatmap
from explainer.inputs.sequence import Sequence
from explainer.runs.prediction import Prediction
from explainer.tasks.problem import Problem
from explainer.web.board.card import Card


def prediction_cards(
    problem: Problem, sequence: Sequence, now: Prediction, without_hold: Prediction | None, sentence: str
) -> list[Card]:
    """Return the prediction as one card, and a second for predictions after the sequence, in a closed loop.

    `without_hold` is the prediction without the hold, None where nothing is held.
    """
    table = _table(problem, now, without_hold)
    if now.values.ndim == 1:
        figure = _classes(problem, now, without_hold) if problem.kind == "classes" else _numbers(now, without_hold)
        first = Card("prediction", "prediction at the last step", figure, [sentence], {}, wide=True, table=table)
    elif now.values.shape[1] == 1:
        figure = _lines(sequence, now, without_hold)
        first = Card("prediction", "prediction at each step", figure, [sentence], {"t": "x"}, wide=True, table=table)
    else:
        title = "prediction at each step; a star marks the correct answer"
        first = Card("prediction", title, _map(problem, sequence, now), [sentence], {"t": "x"},
                     height=_height(problem), wide=True, table=table)  # fmt: skip
    return [first, *([_closed_loop(problem, sequence, now, without_hold)] if now.closed_loop is not None else [])]


def _classes(problem: Problem, now: Prediction, without_hold: Prediction | None) -> FigureDict:
    positions = list(range(1, problem.k + 1))
    marks = [_marks("prediction", positions, now.values, "hidden", "circle")]
    if without_hold is not None:
        marks.insert(0, _marks("without the hold", positions, without_hold.values, "input", "diamond"))
    if now.target is not None:
        marks.append(_marks("correct", [int(now.target[0]) + 1], np.ones(1), "keep", "star"))
    names = [escape_markup(one) for one in problem.outputs]
    across = {"range": [0.5, problem.k + 0.5], "tickvals": positions, "ticktext": names}
    return figure_dict(marks, 0, showlegend=True, xaxis=across, yaxis=_probability_axis())


def _numbers(now: Prediction, without_hold: Prediction | None) -> FigureDict:
    found = {"prediction": (now.values, "hidden", "circle")}
    if without_hold is not None:
        found |= {"without the hold": (without_hold.values, "input", "diamond")}
    if now.target is not None:
        found |= {"correct": (now.target, "keep", "star")}
    marks = [_marks(name, [k + 1], values, hue, sign) for k, (name, (values, hue, sign)) in enumerate(found.items())]
    across = {"range": [0.5, len(found) + 0.5], "tickvals": list(range(1, len(found) + 1)), "ticktext": list(found)}
    axis = _axis_around([values for values, *_ in found.values()])
    return figure_dict(marks, 0, showlegend=True, xaxis=across, yaxis=axis)


def _lines(sequence: Sequence, now: Prediction, without_hold: Prediction | None) -> FigureDict:
    lines = [_line("prediction", now.values[:, 0], "hidden", "solid")]
    if without_hold is not None:
        lines.insert(0, _line("without the hold", without_hold.values[:, 0], "input", "dot"))
    if now.target is not None:
        lines.insert(0, _line("correct", now.target[:, 0], "keep", "dash"))
    time = time_axis(sequence.visible_labels, len(sequence.x))
    axis = _axis_around([one["y"] for one in lines])
    return figure_dict(lines, 0, showlegend=True, hovermode="x", xaxis=time, yaxis=axis)


def _map(problem: Problem, sequence: Sequence, now: Prediction) -> FigureDict:
    figure = heatmap(now.values, "prediction", ramp("hidden"), _limits(now.values), sequence.visible_labels)
    figure["data"][0] |= {"z": [_finite(row) for row in now.values.T], "showscale": False}
    short, common = shortened(problem.outputs)
    names = {"tickvals": list(range(1, problem.k + 1)), "ticktext": [escape_markup(one) for one in short]}
    figure["layout"]["yaxis"] |= names | {"title": {"text": escape_markup(common)}}
    figure["layout"]["xaxis"] |= {"title": {"text": "step of the sequence"}}
    if now.target is not None:
        figure["data"].append(_stars(now))
    return figure


def _limits(values: Array) -> tuple[float, float]:
    """Return the limits of the colours: 0 to 1 for probabilities, wider for numbers beyond."""
    return min(0.0, float(values.min())), max(1.0, float(values.max()))


def shortened(names: tuple[str, ...]) -> tuple[list[str], str]:
    """Return names without the words that all of them begin or end with, and those words."""
    words = [name.split() for name in names]
    if len(names) < 2 or any(len(one) < 2 for one in words):
        return list(names), ""
    for cut, common in ((slice(1, None), words[0][0]), (slice(None, 1), " ".join(words[0][1:]))):
        rest = [" ".join(one[cut]) for one in words]
        left = {" ".join(one).replace(part, "", 1).strip() for one, part in zip(words, rest, strict=True)}
        if left == {common}:
            return rest, common
    return list(names), ""


def _stars(now: Prediction) -> dict[str, Any]:
    assert now.target is not None
    mask = np.ones(len(now.target)) if now.mask is None else now.mask
    if now.target.ndim == 1:
        correct = [(t, int(k)) for t, k in enumerate(now.target)]
    else:
        correct = [(int(t), int(k)) for t, k in zip(*np.nonzero(now.target > 0.5), strict=True)]
    counted = [(t + 1, k + 1) for t, k in correct if mask[t]]
    star = {"symbol": "star", "size": 5, "color": HUES["memory"][0], "opacity": 1.0}
    return {"type": "scatter", "mode": "markers", "x": [t for t, _ in counted], "y": [k for _, k in counted],
            "name": "correct", "marker": star, "hoverinfo": "skip"}  # fmt: skip


def _closed_loop(problem: Problem, sequence: Sequence, now: Prediction, without_hold: Prediction | None) -> Card:
    assert now.closed_loop is not None and problem.future is not None
    inputs = np.asarray(problem.unscale(sequence.x[:, :1]), dtype=np.float64)[:, 0]
    first = len(inputs) + 1
    lines = [_line("input", inputs, "input", "solid")]
    if now.target is not None:
        future = np.asarray(problem.unscale(problem.future), dtype=np.float64)[:, 0]
        lines.append(_line("actual continuation", future, "keep", "dash", first))
    if without_hold is not None and without_hold.closed_loop is not None:
        lines.append(_line("prediction without the hold", without_hold.closed_loop[:, 0], "input", "dot", first))
    lines.append(_line("prediction", now.closed_loop[:, 0], "hidden", "solid", first))
    steps = len(inputs) + len(now.closed_loop)
    time = {"range": [0.5, steps + 0.5], "title": {"text": "step of the sequence"}}
    axis = _axis_around([one["y"] for one in lines])
    figure = figure_dict(lines, 0, showlegend=True, hovermode="x", xaxis=time, yaxis=axis)
    sentence = (
        f"From step {first} on, each prediction is the next input, {len(now.closed_loop)} times. "
        "So errors are fed back too."
    )
    rows = [[one["name"], one["x"][k], _cell(value)] for one in lines for k, value in enumerate(one["y"])]
    table = {"columns": ["line", "step", "value"], "rows": rows}
    return Card("closed-loop", "predictions fed back as inputs (closed loop)", figure, [sentence], {}, wide=True,
                table=table)  # fmt: skip


def _table(problem: Problem, now: Prediction, without_hold: Prediction | None) -> dict[str, Any]:
    """Return the prediction as a table, a row for each output at each step."""
    values = np.atleast_2d(now.values)  # (1, k) or (T, k)
    others = None if without_hold is None else np.atleast_2d(without_hold.values)
    is_last = now.values.ndim == 1
    rows = [
        ["last" if is_last else t + 1, name, _cell(values[t, k]), *([] if others is None else [_cell(others[t, k])])]
        for t in range(len(values)) for k, name in enumerate(problem.outputs)
    ]  # fmt: skip
    extra = [] if others is None else ["without the hold"]
    return {"columns": ["step", "output", "prediction", *extra], "rows": rows}


def _cell(value: float | None) -> float | str:
    return float(value) if value is not None and np.isfinite(value) else "no number"


def _marks(name: str, x: list[int], y: Array, hue: str, symbol: str) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "x": x, "y": _finite(y), "name": name,
            "marker": {"symbol": symbol, "size": 11, "color": HUES[hue][0], "opacity": 0.85},
            "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>"}  # fmt: skip


def _line(name: str, y: Array, hue: str, dash: str, first: int = 1) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": list(range(first, first + len(y))), "y": _finite(y), "name": name,
            "line": {"color": HUES[hue][0], "dash": dash, "width": 2},
            "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>"}  # fmt: skip


def _finite(values: Array) -> list[float | None]:
    """Return numbers that an axis can show: nothing for NaN, ±1e9 for ±∞."""
    shown = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=np.nan, posinf=1e9, neginf=-1e9)
    return [None if np.isnan(one) else float(one) for one in shown]


def _probability_axis() -> dict[str, Any]:
    return {
        "range": [-0.04, 1.08],
        "tickvals": [0, 0.5, 1],
        "title": {"text": "probability"},
        "zerolinecolor": GRID_LINE[0],
    }


def _axis_around(values: list[Any]) -> dict[str, Any]:
    """Return an axis that contains all values, with a margin around them."""
    everything = [one for each in values for one in _finite(each) if one is not None] or [0.0]
    low, high = min(everything), max(everything)
    half = round_up_limit(max((high - low) * 0.6, abs(high) * 0.02, 1e-6))
    middle = (low + high) / 2
    return {"range": [middle - half, middle + half], "tickfont": {"color": MUTED[0]}}


def _height(problem: Problem) -> int:
    return 150 + 14 * min(problem.k, 20)
