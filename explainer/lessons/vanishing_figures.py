"""Figures of vanishing gradients: the gradient over time in its bands, and maps of spectral radius by length."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells import palette
from explainer.cells.palette import BACKGROUND, DASHES, FOREGROUND, GRID_LINE, HUES, MUTED, diverging
from explainer.cells.primitives import Array
from explainer.figures.layout import CELL_STYLES, FigureDict, figure_dict, subplot_domain
from explainer.lessons.vanishing_gradients import MAP_LENGTHS, MAP_RADII, Setting
from explainer.lessons.vanishing_sentences import format_share
from explainer.numerics.gradient_flow import BANDS, band

LIMIT = 12  # powers of ten at both ends of the map's colours
STYLES = (CELL_STYLES[2], *CELL_STYLES[:2])  # of RNN, LSTM and GRU, as on Compare
HEIGHT, MARGIN = 382, {"l": 46, "r": 8, "t": 38, "b": 112}  # of the maps, in pixels
LARGEST_POWER = 308.0  # of ten: what float64 can hold


def gradient_curves(shares: Mapping[str, Array], mode: int = 0) -> FigureDict:
    """Return each cell's gradient at each step as a share of the last step's, (T,), on a log axis with the bands.

    Where a share is 0 or not finite, a log axis cannot show it, and the line has a gap.
    """
    powers = np.concatenate([_powers(share) for share in shares.values()])
    low, high = _log_range(powers)
    lines = [_line(name, share, *style, mode) for (name, share), style in zip(shares.items(), STYLES, strict=True)]
    steps = len(next(iter(shares.values())))
    margin = 0.02 * (steps - 1)
    stripes, names = _bands(low, high, mode)
    return figure_dict(
        lines, mode, height=340, showlegend=True, hovermode="x", shapes=stripes, annotations=names,
        margin={"l": 58, "r": 66, "t": 8, "b": 40},
        xaxis={"range": [1 - margin, steps + margin], "title": {"text": "step"},
               "tickvals": [1, *range(_tick_gap(steps), steps + 1, _tick_gap(steps))]},
        yaxis={"type": "log", "range": [low, high], "dtick": _tick_gap(high - low, 4), "exponentformat": "power",
               "title": {"text": "share of the gradient"}},
    )  # fmt: skip


def phase_maps(phases: Mapping[str, Array], mode: int = 0) -> FigureDict:
    """Return a heat map for each cell, radius to the right and length upwards, in the same colours."""
    data: list[FigureDict] = []
    axes: FigureDict = {}
    titles = []
    for k, (cell, shares) in enumerate(phases.items()):
        x, y = ("x", "y") if k == 0 else (f"x{k + 1}", f"y{k + 1}")
        begin, end = _map_domain(k, len(phases))
        data.append(_map(cell, shares) | {"xaxis": x, "yaxis": y})
        axes[x.replace("x", "xaxis")] = _radius_axis([begin, end]) | {"anchor": y}
        axes[y.replace("y", "yaxis")] = _length_axis(shown=k == 0) | {"anchor": x}
        titles.append(_title(cell, (begin + end) / 2))
    return figure_dict(
        data, mode, height=HEIGHT, showlegend=False, annotations=titles,
        margin={**MARGIN, "autoexpand": False}, coloraxis=_colours(mode), **axes,
    )  # fmt: skip


def rings(setting: Setting, mode: int = 0) -> str:
    """Return a ring on each map that marks the setting, as HTML placed over the maps' figure.

    The rings are not part of the figure because plotly redraws a whole figure when anything in it changes.
    """
    radii, lengths = np.array(_edges(MAP_RADII)), np.log(_edges(MAP_LENGTHS, log=True))
    x = (setting.radius - radii[0]) / (radii[-1] - radii[0])
    y = (np.log(setting.length) - lengths[0]) / (lengths[-1] - lengths[0])
    top = MARGIN["t"] + (1 - y) * (HEIGHT - MARGIN["t"] - MARGIN["b"]) - HEIGHT
    domains = [_map_domain(k, len(setting.cells)) for k in range(len(setting.cells))]
    return "".join(_ring(begin + x * (end - begin), top, mode) for begin, end in domains)


def _ring(share: float, top: float, mode: int) -> str:
    left = f"calc({MARGIN['l']}px + {share:.5f} * (100% - {MARGIN['l'] + MARGIN['r']}px) - 7px)"
    style = (
        f"border:2.5px solid {FOREGROUND[mode]};background:{BACKGROUND[mode]};border-radius:50%;box-sizing:border-box"
    )
    position = f"position:absolute;z-index:1;pointer-events:none;width:14px;height:14px;left:{left};top:{top - 7:.1f}px"
    return f'<div class="gs-ring" aria-hidden="true" style="{position};{style}"></div>'


def _map_domain(k: int, count: int) -> tuple[float, float]:
    return subplot_domain(k, count, 0.04)


def _powers(shares: Array) -> Array:
    """Return log10 of the shares that are finite and above 0."""
    return np.asarray(np.log10(shares[np.isfinite(shares) & (shares > 0)]))


def _log_range(powers: Array) -> tuple[float, float]:
    """Return the range of the log axis in steps of four powers, so that it stays while numbers change a little."""
    low = 4 * np.floor(powers.min(initial=-8.0) / 4)
    high = 4 * np.ceil((powers.max(initial=0.0) + 0.1) / 4)
    return float(max(-LARGEST_POWER, low)), float(min(LARGEST_POWER, high))


def _tick_gap(span: float, least: int = 1) -> int:
    """Return the distance of ticks, one of 1, 2, 4, 10, 20, 40, 100, with seven ticks at the most."""
    return next(gap for gap in (1, 2, 4, 10, 20, 40, 100) if gap >= least and span / gap <= 7)


def _line(name: str, shares: Array, hue: str, dash: str, mode: int) -> FigureDict:
    visible = [share if 0 < share < np.inf else None for share in shares.tolist()]
    return {
        "type": "scatter", "x0": 1, "dx": 1, "y": visible, "name": name, "mode": "lines",
        "line": {"color": HUES[hue][mode], "dash": DASHES[dash], "width": 2},
        "hovertemplate": f"{name}: %{{y:.2e}}<extra></extra>",
    }  # fmt: skip


def _bands(low: float, high: float, mode: int) -> tuple[list[FigureDict], list[FigureDict]]:
    """Return the bands as stripes behind the lines, and their names where a stripe is tall enough for one."""
    hues = {"gone": palette.NEGATIVE[mode], "shrinking": palette.NEGATIVE[mode], "alive": HUES["keep"][mode],
            "exploding": palette.POSITIVE[mode]}  # fmt: skip
    opacity = {"gone": 0.2, "shrinking": 0.07, "alive": 0.14, "exploding": 0.16}
    stripes, names, begin = [], [], low
    for name, top in BANDS.items():
        end = min(high, float(np.log10(top)))
        if end <= begin:
            continue
        stripes.append({"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": 10.0**begin,
                        "y1": 10.0**end, "line": {"width": 0}, "fillcolor": hues[name],
                        "opacity": opacity[name]})  # fmt: skip
        if (end - begin) / (high - low) > 0.065:
            names.append({"xref": "paper", "x": 1.005, "y": (begin + end) / 2, "text": name, "showarrow": False,
                          "xanchor": "left", "font": {"size": 12, "color": MUTED[mode]}})  # fmt: skip
        begin = end
    return stripes, names


def _map(cell: str, shares: Array) -> FigureDict:
    return {
        "type": "heatmap", "x": _edges(MAP_RADII), "y": _edges(MAP_LENGTHS, log=True),
        "z": _colour_values(shares).tolist(),
        "coloraxis": "coloraxis", "name": cell,
        "text": [["" if np.isfinite(share) else "×" for share in row] for row in shares], "texttemplate": "%{text}",
        "hovertext": [
            [f"{cell}, spectral radius {radius:.1f}, length {length}: "
             f"{format_share(float(share))}, {band(float(share))}"
             for radius, share in zip(MAP_RADII, row, strict=True)]
            for length, row in zip(MAP_LENGTHS, shares, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _colour_values(shares: Array) -> Array:
    """Return log10 within the limits: 0 has the lowest colour, and what is not finite the highest."""
    finite = np.where(np.isfinite(shares), shares, 10.0**LIMIT)
    return np.asarray(np.log10(np.clip(finite, 10.0**-LIMIT, 10.0**LIMIT)))


def _edges(centres: Sequence[float], log: bool = False) -> list[float]:
    """Return the edges of heat-map cells around these centres, half-way between neighbours."""
    at = np.log(centres) if log else np.asarray(centres, dtype=np.float64)
    between = (at[1:] + at[:-1]) / 2
    edges = np.concatenate([[2 * at[0] - between[0]], between, [2 * at[-1] - between[-1]]])
    return [float(edge) for edge in (np.exp(edges) if log else edges)]


def _radius_axis(domain: list[float]) -> FigureDict:
    ends = _edges(MAP_RADII)
    return {"domain": domain, "range": [ends[0], ends[-1]], "tickvals": [0, 1, 2, 3], "mirror": True, "showline": True,
            "title": {"text": "radius"}}  # fmt: skip


def _length_axis(shown: bool) -> FigureDict:
    ends = _edges(MAP_LENGTHS, log=True)
    axis = {"type": "log", "range": [float(np.log10(ends[0])), float(np.log10(ends[-1]))],
            "tickvals": [2, 5, 10, 20, 50, 100, 200], "showticklabels": shown, "ticks": "", "mirror": True,
            "showline": True}  # fmt: skip
    return axis | ({"title": {"text": "length"}} if shown else {})


def _title(cell: str, x: float) -> FigureDict:
    return {"xref": "paper", "yref": "paper", "x": x, "y": 1.02, "yanchor": "bottom", "text": cell, "showarrow": False,
            "font": {"size": 13}}  # fmt: skip


def _colours(mode: int) -> FigureDict:
    ticks = {-LIMIT: f"≤10<sup>−{LIMIT}</sup>", -LIMIT // 2: f"10<sup>−{LIMIT // 2}</sup>", 0: "1",
             LIMIT // 2: f"10<sup>{LIMIT // 2}</sup>", LIMIT: f"≥10<sup>{LIMIT}</sup>"}  # fmt: skip
    return {
        "colorscale": diverging(mode), "cmin": -LIMIT, "cmax": LIMIT,
        "colorbar": {"orientation": "h", "y": -0.2, "yanchor": "top", "thickness": 10, "len": 0.9, "outlinewidth": 1,
                     "outlinecolor": GRID_LINE[mode], "tickvals": list(ticks), "ticktext": list(ticks.values()),
                     "title": {"text": "share of the gradient at the first step", "side": "bottom",
                               "font": {"size": 12, "color": MUTED[mode]}}},
    }  # fmt: skip
