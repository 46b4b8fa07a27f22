"""The cards of one layer's run: gates, states, one unit over time, saturation and half-lives."""

import numpy as np

from explainer.figures import trace_figures, trace_sentences
from explainer.figures.layout import FigureDict
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace
from explainer.web.board.card import Card

MOST_EXTRA_UNITS = 112  # units beyond 16 that still make a map higher
SIGNED = ("new", "memory", "hidden")


def layer_cards(run: LayerTrace, labels: tuple[str, ...]) -> list[Card]:
    """Return the cards of one layer's run, in reading order."""
    gates = measures.gates(run)
    signed = [line.name for line in run.program.cell.equations if line.role in SIGNED]
    limits = _limits(run, signed)
    cards = [_map(run, name, trace_figures.gate_map(run, name, labels), trace_sentences.of_gate(run, name, labels))
             for name in gates]  # fmt: skip
    for name in signed:
        figure = trace_figures.state_map(run, name, limits[name], labels)
        cards.append(_map(run, name, figure, trace_sentences.of_state(run, name, labels)))
    return [
        *cards, _lines(run, labels),
        *([_saturation(run)] if gates else []),
        *([_half_lives(run)] if measures.keep_per_step(run) is not None else []),
    ]  # fmt: skip


def short_about(about: str) -> str:
    """Return the part of an equation's description before its first colon or comma."""
    return about.split(":")[0].split(",")[0]


def _limits(run: LayerTrace, names: list[str]) -> dict[str, float]:
    """Return each signed map's limit: the same for all but the memory, which may grow far larger."""
    memory = {name for name in names if run.program.equation(name).role == "memory"}
    groups = [memory, set(names) - memory]
    return {name: trace_figures.common_limit(run, sorted(group)) for group in groups for name in group}


def _map(run: LayerTrace, name: str, figure: FigureDict, sentences: list[str]) -> Card:
    line = run.program.equation(name)
    is_only = sum(one.role in (*measures.GATES, *SIGNED) for one in run.program.cell.equations) == 1
    return Card(name, short_about(line.about), figure, sentences, {"t": "x", "unit": "y"}, [name], name, line.role,
                _height(run), is_only)  # fmt: skip


def _lines(run: LayerTrace, labels: tuple[str, ...]) -> Card:
    names = [line.name for line in run.program.cell.equations if line.role != "sum"]
    return Card("lines", "one unit over time", trace_figures.unit_lines(run, 0, labels),
                trace_sentences.of_lines(run, labels), {"t": "x"}, names, height=330, wide=True)  # fmt: skip


def _saturation(run: LayerTrace) -> Card:
    rows = [
        [name, u + 1, float(low), float(high)]
        for name in measures.gates(run)
        for u, (low, high) in enumerate(zip(*measures.saturation(run.values[name]), strict=True))
    ]
    table = {"columns": ["gate", "unit", "share of time below 0.1", "share of time above 0.9"], "rows": rows}
    return Card("saturation", "saturation", trace_figures.saturation(run), [trace_sentences.of_saturation(run)],
                {"points": True}, height=290, table=table)  # fmt: skip


def _half_lives(run: LayerTrace) -> Card:
    keep = measures.keep_per_step(run)
    figure = trace_figures.half_lives(run)
    assert keep is not None and figure is not None
    lives = measures.half_life(keep)
    rows = [
        [u + 1, *(_cell_of_table(number) for number in pair)] for u, pair in enumerate(zip(keep, lives, strict=True))
    ]
    table = {"columns": ["unit", "kept per step", "half-life in steps"], "rows": rows}
    return Card("half-lives", "half-life", figure, trace_sentences.of_half_lives(run), {"unit": "x"}, height=290,
                table=table)  # fmt: skip


def _cell_of_table(number: float) -> float | str:
    if np.isnan(number):
        return "no value"
    return float(number) if np.isfinite(number) else "∞"


def _height(run: LayerTrace) -> int:
    return 190 + 4 * min(max(0, run.layer.m - 16), MOST_EXTRA_UNITS)
