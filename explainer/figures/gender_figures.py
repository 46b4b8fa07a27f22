"""Figures and tables of the subject's gender: probes over the steps since it was named, and the pronoun by distance."""

from typing import Any

import numpy as np

from explainer.cells.palette import HUES
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.figures.gender_sentences import written
from explainer.figures.layout import FigureDict, figure_dict
from explainer.tasks.gender_findings import GenderFindings
from explainer.tasks.pronoun_distance import DistanceScore

HEIGHT = 300
ANSWERS = {"network": "network", "first_person": "the first person", "frequent": "the more frequent pronoun"}
"""The fields of a DistanceScore and what they are called."""
STYLES = {"network": ("hidden", "solid", "circle"), "first_person": ("keep", "dash", "diamond"),
          "frequent": ("input", "dot", "star")}  # fmt: skip


def probe_curves(found: GenderFindings, program: Program, mode: int = 0) -> FigureDict:
    """Return the accuracy of the probes of each state by the steps since the subject, with chance."""
    lines = []
    for one in found.probes:
        hue = program.equation(one.state).role
        lines.append(_curve(f"{one.state}, one probe", one.by_step, hue, "solid", mode))
        lines.append(_curve(f"{one.state}, a probe for each word", one.word_by_step, hue, "dash", mode))
    lines.append(_curve("a constant answer", found.chance_by_step, "input", "dot", mode))
    low = min(0.4, *(float(np.floor(10 * min(one["y"])) / 10) for one in lines))
    across = {"title": {"text": "steps since the subject was named"}, "range": [-0.5, len(found.counts) - 0.5]}
    return figure_dict(lines, mode, height=HEIGHT, showlegend=True, hovermode="x", xaxis=across, yaxis=_shares(low))


def distance_marks(scores: tuple[DistanceScore, ...], mode: int = 0) -> FigureDict:
    """Return the accuracy of the pronoun by how far back its subject was named, with both simple answers."""
    names = [span(one) for one in scores]
    data = []
    for field, title in ANSWERS.items():
        hue, dash, symbol = STYLES[field]
        data.append({
            "type": "scatter", "mode": "lines+markers", "x": names, "y": [getattr(one, field) for one in scores],
            "name": title, "line": {"color": HUES[hue][mode], "dash": dash, "width": 2},
            "marker": {"symbol": symbol, "size": 8, "color": HUES[hue][mode]},
            "customdata": [one.count for one in scores],
            "hovertemplate": f"{title}: %{{y:.1%}} of %{{customdata}}<extra></extra>",
        })  # fmt: skip
    low = min(0.4, *(float(np.floor(10 * min(one["y"])) / 10) for one in data))
    across = {"type": "category", "title": {"text": "steps from the subject to the pronoun"}, "tickangle": 0}
    return figure_dict(data, mode, height=HEIGHT, showlegend=True, hovermode="x", xaxis=across, yaxis=_shares(low))


def probe_rows(found: GenderFindings) -> list[dict[str, Any]]:
    """Return a row of a table for each number of steps since the subject."""
    rows = []
    for since, count in enumerate(found.counts.tolist()):
        row: dict[str, Any] = {"steps since the subject": since, "scored steps": count}
        for one in found.probes:
            row[f"{one.state}, one probe"] = float(one.by_step[since])
            row[f"{one.state}, a probe for each word"] = float(one.word_by_step[since])
        rows.append(row | {"a constant answer": float(found.chance_by_step[since])})
    return rows


def unit_rows(found: GenderFindings) -> list[dict[str, Any]]:
    """Return a row of a table for each unit of the carried state: what it alone reads, and what its gate does."""
    probe, gate = found.probes[0], found.gate
    rows = []
    for unit, share in enumerate(probe.units.tolist()):
        row: dict[str, Any] = {"unit": unit + 1, f"{probe.state} alone is right": share}
        if gate is not None:
            name = written(gate.name)
            row[f"{name} at a new subject"] = float(gate.at_new[unit])
            row[f"{name} elsewhere"] = float(gate.elsewhere[unit])
        rows.append(row)
    return rows


def distance_rows(scores: tuple[DistanceScore, ...]) -> list[dict[str, Any]]:
    """Return a row of a table for each range of distances."""
    return [
        {"steps from the subject": span(one), "question marks": one.count}
        | {title: getattr(one, field) for field, title in ANSWERS.items()}
        for one in scores
    ]


def span(score: DistanceScore) -> str:
    """Write a range of distances: 5–9."""
    return f"{score.first}–{score.last}"


def _curve(name: str, shares: Array, hue: str, dash: str, mode: int) -> FigureDict:
    return {
        "type": "scatter", "mode": "lines", "x0": 0, "dx": 1, "y": shares.tolist(), "name": name,
        "line": {"color": HUES[hue][mode], "dash": dash, "width": 2},
        "hovertemplate": f"{name}: %{{y:.1%}}<extra></extra>",
    }  # fmt: skip


def _shares(low: float) -> dict[str, Any]:
    return {"range": [low, 1.02], "tickformat": ".0%", "title": {"text": "share that is right"}}
