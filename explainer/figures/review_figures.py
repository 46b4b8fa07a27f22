"""Figures and tables of the reviews: the accuracy by kind, and the gates on words of each kind."""

from typing import Any

from explainer.cells.expression import role
from explainer.cells.palette import FOREGROUND, HUES
from explainer.cells.program import Program
from explainer.figures.gender_sentences import written
from explainer.figures.layout import FigureDict, figure_dict
from explainer.tasks.review_findings import BAG, FREQUENT, LAST, NETWORK, ReviewFindings
from explainer.tasks.review_gates import GateOnWords
from explainer.tasks.review_text import KINDS
from explainer.tasks.review_words import ALL, AT, BEFORE, FILLER, OPINION

HEIGHT = 300
ANSWERS = {NETWORK: ("hidden", "circle"), LAST: ("keep", "diamond"), BAG: ("write", "square"),
           FREQUENT: ("input", "line-ew-open")}  # fmt: skip
MARKS = {OPINION: "circle", FILLER: "circle-open", BEFORE: "triangle-up-open", AT: "triangle-up",
         ALL: "line-ew-open"}  # fmt: skip


def accuracy_marks(found: ReviewFindings, mode: int = 0) -> FigureDict:
    """Return the share of the reviews of each kind that is right, by the network and by each simple answer."""
    kinds = [kind for kind in KINDS if kind in found.accuracy[NETWORK]]
    data = [
        _marks(answer, [found.accuracy[answer][kind] for kind in kinds], symbol, HUES[hue][mode], ".1%")
        | {"x": _places(k, len(ANSWERS), len(kinds))}
        for k, (answer, (hue, symbol)) in enumerate(ANSWERS.items())
    ]
    axis = {"range": [0, 1.04], "tickformat": ".0%", "title": {"text": "share that is right"}}
    return figure_dict(data, mode, height=HEIGHT, showlegend=True, xaxis=_columns(kinds), yaxis=axis)


def gate_marks(found: ReviewFindings, program: Program, mode: int = 0) -> FigureDict:
    """Return the mean of each gate on words of each kind: of all units, and of the unit that “but” changes most."""
    columns = [(gate, unit) for gate in found.gates for unit in (None, gate.but_unit)]
    hues = [HUES[role(program, gate.name)][mode] for gate, _ in columns]
    data = []
    for k, (kind, symbol) in enumerate(MARKS.items()):
        values = [_value(gate, kind, unit) for gate, unit in columns]
        shown = _marks(kind, values, symbol, hues, ".3f")
        in_legend = _marks(kind, [None], symbol, FOREGROUND[mode], ".3f") | {"x": [None]}
        data += [shown | {"x": _places(k, len(MARKS), len(columns)), "showlegend": False}, in_legend]
    names = [f"{written(gate.name)}<br>{'mean' if unit is None else f'unit {unit + 1}'}" for gate, unit in columns]
    axis = {"range": [-0.03, 1.03], "tickvals": [0, 0.5, 1], "title": {"text": "mean of the gate"}}
    return figure_dict(data, mode, height=HEIGHT, showlegend=True, xaxis=_columns(names), yaxis=axis)


def _columns(names: list[str]) -> dict[str, Any]:
    return {"tickvals": list(range(len(names))), "ticktext": names, "range": [-0.5, len(names) - 0.5], "tickangle": 0}


def _places(k: int, marks: int, columns: int) -> list[float]:
    """Return where the k-th of so many marks stands in each column: side by side, and the last, a line, behind them."""
    aside = 0.0 if k == marks - 1 else 0.16 * (k - (marks - 2) / 2)
    return [column + aside for column in range(columns)]


def accuracy_rows(found: ReviewFindings) -> list[dict[str, Any]]:
    """Return a row of a table for each answer."""
    return [{"answer": answer, **found.accuracy[answer]} for answer in ANSWERS]


def gate_rows(found: ReviewFindings) -> list[dict[str, Any]]:
    """Return a row of a table for each gate and each of its units, the mean of all first."""
    return [
        {"gate": written(gate.name), "unit": "mean" if unit is None else str(unit + 1)}
        | {f"{kind} ({count:,})": _value(gate, kind, unit) for kind, count in found.counts.items()}
        for gate in found.gates
        for unit in (None, *range(len(gate.means[ALL])))
    ]


def _value(gate: GateOnWords, kind: str, unit: int | None) -> float:
    return float(gate.means[kind].mean() if unit is None else gate.means[kind][unit])


def _marks(name: str, values: list[Any], symbol: str, colours: Any, digits: str) -> FigureDict:
    wide = 34 if symbol.startswith("line") else 11
    return {
        "type": "scatter", "mode": "markers", "y": values, "name": name,
        "marker": {"symbol": symbol, "size": wide, "color": colours, "line": {"width": 2, "color": colours}},
        "hovertemplate": f"{name}: %{{y:{digits}}}<extra></extra>",
    }  # fmt: skip
