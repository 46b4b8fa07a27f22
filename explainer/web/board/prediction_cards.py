"""The pictures: what a net says, beside what is right and what it would say without the hold, as cards of the board."""

from typing import Any

import numpy as np

from explainer.cells.palette import HUES, LINE, QUIET, ramp
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import Picture, heat, nice, picture, plain, time_axis
from explainer.inputs.sequence import Sequence
from explainer.runs.prediction import Said
from explainer.tasks.problem import Problem
from explainer.web.board.payload import Card


def cards(problem: Problem, sequence: Sequence, now: Said, free: Said | None, words: str) -> list[Card]:
    """Return what is said as one card, and a second where the net goes on in a closed loop; `free` is without hold."""
    if now.answers.ndim == 1:
        figure = _classes(problem, now, free) if problem.kind == "classes" else _numbers(now, free)
        first = Card("said", "what it says at the last step", figure, [words], {}, wide=True,
                     table=_table(problem, now, free))  # fmt: skip
    elif now.answers.shape[1] == 1:
        first = Card("said", "what it says at each step", _lines(sequence, now, free), [words], {"t": "x"}, wide=True,
                     table=_table(problem, now, free))  # fmt: skip
    else:
        first = Card("said", "what it says at each step; a star is right", _map(problem, sequence, now), [words],
                     {"t": "x"}, height=_height(problem), wide=True, table=_table(problem, now, free))  # fmt: skip
    return [first, *([_loop(problem, sequence, now, free)] if now.ahead is not None else [])]


def _classes(problem: Problem, now: Said, free: Said | None) -> Picture:
    places = list(range(1, problem.k + 1))
    marks = [_marks("said", places, now.answers, "hidden", "circle")]
    if free is not None:
        marks.insert(0, _marks("without the hold", places, free.answers, "input", "diamond"))
    if now.truth is not None:
        marks.append(_marks("right", [int(now.truth[0]) + 1], np.ones(1), "keep", "star"))
    across = {"range": [0.5, problem.k + 0.5], "tickvals": places, "ticktext": [plain(one) for one in problem.outputs]}
    return picture(marks, 0, showlegend=True, xaxis=across, yaxis=_share())


def _numbers(now: Said, free: Said | None) -> Picture:
    found = {"said": (now.answers, "hidden", "circle")}
    if free is not None:
        found |= {"without the hold": (free.answers, "input", "diamond")}
    if now.truth is not None:
        found |= {"right": (now.truth, "keep", "star")}
    marks = [_marks(name, [k + 1], values, hue, sign) for k, (name, (values, hue, sign)) in enumerate(found.items())]
    across = {"range": [0.5, len(found) + 0.5], "tickvals": list(range(1, len(found) + 1)), "ticktext": list(found)}
    return picture(marks, 0, showlegend=True, xaxis=across, yaxis=_around([one for one, *_ in found.values()]))


def _lines(sequence: Sequence, now: Said, free: Said | None) -> Picture:
    lines = [_line("said", now.answers[:, 0], "hidden", "solid")]
    if free is not None:
        lines.insert(0, _line("without the hold", free.answers[:, 0], "input", "dot"))
    if now.truth is not None:
        lines.insert(0, _line("right", now.truth[:, 0], "keep", "dash"))
    time = time_axis(sequence.visible, len(sequence.x))
    return picture(lines, 0, showlegend=True, hovermode="x", xaxis=time, yaxis=_around([one["y"] for one in lines]))


def _map(problem: Problem, sequence: Sequence, now: Said) -> Picture:
    figure = heat(now.answers, "said", ramp("hidden"), _limits(now.answers), sequence.visible)
    figure["data"][0] |= {"z": [_fine(row) for row in now.answers.T], "showscale": False}
    short, common = shortened(problem.outputs)
    names = {"tickvals": list(range(1, problem.k + 1)), "ticktext": [plain(one) for one in short]}
    figure["layout"]["yaxis"] |= names | {"title": {"text": plain(common)}}
    figure["layout"]["xaxis"] |= {"title": {"text": "step of the sequence"}}
    if now.truth is not None:
        figure["data"].append(_stars(now))
    return figure


def _limits(answers: Array) -> tuple[float, float]:
    """Return what the colours span: shares are 0 to 1, numbers that were said may be more or less."""
    return min(0.0, float(answers.min())), max(1.0, float(answers.max()))


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


def _stars(now: Said) -> dict[str, Any]:
    assert now.truth is not None
    judged = np.ones(len(now.truth)) if now.counts is None else now.counts
    right = [(t, int(now.truth[t])) for t in range(len(judged))] if now.truth.ndim == 1 else list(
        zip(*np.nonzero(now.truth > 0.5), strict=True))  # fmt: skip
    kept = [(int(t) + 1, int(k) + 1) for t, k in right if judged[t]]
    star = {"symbol": "star", "size": 5, "color": HUES["memory"][0], "opacity": 1.0}
    return {"type": "scatter", "mode": "markers", "x": [t for t, _ in kept], "y": [k for _, k in kept], "name": "right",
            "marker": star, "hoverinfo": "skip"}  # fmt: skip


def _loop(problem: Problem, sequence: Sequence, now: Said, free: Said | None) -> Card:
    assert now.ahead is not None and problem.future is not None
    seen = np.asarray(problem.unscale(sequence.x[:, :1]), dtype=np.float64)[:, 0]
    first = len(seen) + 1
    lines = [_line("read", seen, "input", "solid")]
    if now.truth is not None:
        future = np.asarray(problem.unscale(problem.future), dtype=np.float64)[:, 0]
        lines.append(_line("what really followed", future, "keep", "dash", first))
    if free is not None and free.ahead is not None:
        lines.append(_line("said without the hold", free.ahead[:, 0], "input", "dot", first))
    lines.append(_line("said, and read again", now.ahead[:, 0], "hidden", "solid", first))
    steps = len(seen) + len(now.ahead)
    time = {"range": [0.5, steps + 0.5], "title": {"text": "step of the sequence"}}
    figure = picture(lines, 0, showlegend=True, hovermode="x", xaxis=time, yaxis=_around([one["y"] for one in lines]))
    words = f"From step {first} on each answer is read as the next input, {len(now.ahead)} times: errors too."
    rows = [[one["name"], one["x"][k], float(value)] for one in lines for k, value in enumerate(one["y"])]
    table = {"columns": ["line", "step", "value"], "rows": rows}
    return Card("loop", "on its own, in a closed loop", figure, [words], {}, wide=True, table=table)


def _table(problem: Problem, now: Said, free: Said | None) -> dict[str, Any]:
    """Return the answers as a table, a row per answer."""
    answers = np.atleast_2d(now.answers)  # (1, k) or (T, k)
    others = None if free is None else np.atleast_2d(free.answers)
    last = now.answers.ndim == 1
    rows = [
        ["last" if last else t + 1, name, _cell(answers[t, k]), *([] if others is None else [_cell(others[t, k])])]
        for t in range(len(answers)) for k, name in enumerate(problem.outputs)
    ]  # fmt: skip
    extra = [] if others is None else ["without the hold"]
    return {"columns": ["step", "answer", "said", *extra], "rows": rows}


def _cell(value: float) -> float | str:
    return float(value) if np.isfinite(value) else "no number"


def _marks(name: str, x: list[int], y: Array, hue: str, symbol: str) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "x": x, "y": _fine(y), "name": name,
            "marker": {"symbol": symbol, "size": 11, "color": HUES[hue][0], "opacity": 0.85},
            "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>"}  # fmt: skip


def _line(name: str, y: Array, hue: str, dash: str, first: int = 1) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": list(range(first, first + len(y))), "y": _fine(y), "name": name,
            "line": {"color": HUES[hue][0], "dash": dash, "width": 2},
            "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>"}  # fmt: skip


def _fine(values: Array) -> list[float]:
    """Return numbers that an axis can show: what is none stands at 0, what is infinite far off."""
    return [float(one) for one in np.nan_to_num(np.asarray(values), nan=0.0, posinf=1e9, neginf=-1e9)]


def _share() -> dict[str, Any]:
    return {"range": [-0.04, 1.08], "tickvals": [0, 0.5, 1], "title": {"text": "share"}, "zerolinecolor": LINE[0]}


def _around(values: list[Any]) -> dict[str, Any]:
    """Return an axis that holds all values, and 0 where they are not far from it."""
    whole = np.concatenate([np.asarray(_fine(one)) for one in values])
    low, high = float(whole.min()), float(whole.max())
    room = nice(max((high - low) * 0.6, abs(high) * 0.02, 1e-6))
    middle = (low + high) / 2
    return {"range": [middle - room, middle + room], "tickfont": {"color": QUIET[0]}}


def _height(problem: Problem) -> int:
    return 150 + 14 * min(problem.k, 20)
