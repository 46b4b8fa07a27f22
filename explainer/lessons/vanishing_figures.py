"""The laboratory's figures: the gradient over time in its bands, and the map of radius by length."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.palette import DASHES, GROUND, HUES, INK, LINE, NEGATIVE, POSITIVE, QUIET, signed
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import Picture, template
from explainer.lessons.vanishing_gradients import ACROSS, UPWARDS, Setting
from explainer.lessons.vanishing_sentences import spell
from explainer.numerics.gradient_flow import BANDS, band

LIMIT = 12  # powers of ten at both ends of the map's colours
WORN = (("keep", "read"), ("memory", "keep"), ("hidden", "hidden"))  # hue and dash of each line, as on Compare
HEIGHT, MARGIN = 382, {"l": 46, "r": 8, "t": 38, "b": 112}  # of the maps, in pixels
TALLEST = 308.0  # powers of ten: what float64 can hold


def reach_lines(shares: Mapping[str, Array], mode: int = 0) -> Picture:
    """Return each cell's gradient at each step as a share of the last step's, (T,), on a log axis with the bands.

    What is 0 or no number has no place on a log axis: there the line has a gap.
    """
    powers = np.concatenate([_powers(share) for share in shares.values()])
    low, high = _reach(powers)
    lines = [_line(name, share, *worn, mode) for (name, share), worn in zip(shares.items(), WORN, strict=True)]
    steps = len(next(iter(shares.values())))
    room = 0.02 * (steps - 1)
    stripes, names = _stripes(low, high, mode)
    return {"data": lines, "layout": {
        "template": template(mode), "height": 340, "showlegend": True, "hovermode": "x", "shapes": stripes,
        "annotations": names, "margin": {"l": 58, "r": 66, "t": 8, "b": 40},
        "xaxis": {"range": [1 - room, steps + room], "title": {"text": "step"},
                  "tickvals": [1, *range(_every(steps), steps + 1, _every(steps))]},
        "yaxis": {"type": "log", "range": [low, high], "dtick": _every(high - low, 4), "exponentformat": "power",
                  "title": {"text": "share of the gradient"}},
    }}  # fmt: skip


def phase_maps(phases: Mapping[str, Array], mode: int = 0) -> Picture:
    """Return a heat map for each cell, radius to the right and length upwards, in the same colours."""
    data: list[Picture] = []
    axes: Picture = {}
    titles = []
    for k, (cell, shares) in enumerate(phases.items()):
        x, y = ("x", "y") if k == 0 else (f"x{k + 1}", f"y{k + 1}")
        begin, end = _domain(k, len(phases))
        data.append(_map(cell, shares) | {"xaxis": x, "yaxis": y})
        axes[x.replace("x", "xaxis")] = _across([begin, end]) | {"anchor": y}
        axes[y.replace("y", "yaxis")] = _upwards(shown=k == 0) | {"anchor": x}
        titles.append(_title(cell, (begin + end) / 2))
    return {"data": data, "layout": {
        "template": template(mode), "height": HEIGHT, "showlegend": False, "annotations": titles,
        "margin": {**MARGIN, "autoexpand": False}, "coloraxis": _colours(mode), **axes,
    }}  # fmt: skip


def rings(setting: Setting, mode: int = 0) -> str:
    """Return a ring for each map where the setting stands, as HTML that follows the maps' picture and lies over it.

    They are not part of the picture because plotly draws all of a picture anew when anything in it changes.
    """
    across, upwards = np.array(_edges(ACROSS)), np.log(_edges(UPWARDS, log=True))
    x = (setting.radius - across[0]) / (across[-1] - across[0])
    y = (np.log(setting.length) - upwards[0]) / (upwards[-1] - upwards[0])
    top = MARGIN["t"] + (1 - y) * (HEIGHT - MARGIN["t"] - MARGIN["b"]) - HEIGHT
    domains = [_domain(k, len(setting.cells)) for k in range(len(setting.cells))]
    return "".join(_ring(begin + x * (end - begin), top, mode) for begin, end in domains)


def _ring(share: float, top: float, mode: int) -> str:
    left = f"calc({MARGIN['l']}px + {share:.5f} * (100% - {MARGIN['l'] + MARGIN['r']}px) - 7px)"
    look = f"border:2.5px solid {INK[mode]};background:{GROUND[mode]};border-radius:50%;box-sizing:border-box"
    place = f"position:absolute;z-index:1;pointer-events:none;width:14px;height:14px;left:{left};top:{top - 7:.1f}px"
    return f'<div class="gs-ring" aria-hidden="true" style="{place};{look}"></div>'


def _domain(k: int, count: int) -> tuple[float, float]:
    """Return where the k-th of several pictures side by side begins and ends, as shares of the whole."""
    gap = 0.04
    width = (1 + gap) / count - gap
    return k * (width + gap), k * (width + gap) + width


def _powers(shares: Array) -> Array:
    """Return the powers of ten of what has one."""
    return np.asarray(np.log10(shares[np.isfinite(shares) & (shares > 0)]))


def _reach(powers: Array) -> tuple[float, float]:
    """Return where the log axis begins and ends: fours of powers, so that it stays while numbers change a little."""
    low = 4 * np.floor(powers.min(initial=-8.0) / 4)
    high = 4 * np.ceil((powers.max(initial=0.0) + 0.1) / 4)
    return float(max(-TALLEST, low)), float(min(TALLEST, high))


def _every(span: float, least: int = 1) -> int:
    """Return how far ticks are apart so that they are seven at the most: 1, 2, 4, 10, 20, 40, 100."""
    return next(gap for gap in (1, 2, 4, 10, 20, 40, 100) if gap >= least and span / gap <= 7)


def _line(name: str, shares: Array, hue: str, dash: str, mode: int) -> Picture:
    drawn = [share if 0 < share < np.inf else None for share in shares.tolist()]
    return {
        "type": "scatter", "x0": 1, "dx": 1, "y": drawn, "name": name, "mode": "lines",
        "line": {"color": HUES[hue][mode], "dash": DASHES[dash], "width": 2},
        "hovertemplate": f"{name}: %{{y:.2e}}<extra></extra>",
    }  # fmt: skip


def _stripes(low: float, high: float, mode: int) -> tuple[list[Picture], list[Picture]]:
    """Return the bands as stripes behind the lines, and their names where a stripe is tall enough for one."""
    hues = {"gone": NEGATIVE[mode], "shrinking": NEGATIVE[mode], "alive": HUES["keep"][mode],
            "exploding": POSITIVE[mode]}  # fmt: skip
    depth = {"gone": 0.2, "shrinking": 0.07, "alive": 0.14, "exploding": 0.16}
    stripes, names, begin = [], [], low
    for name, top in BANDS.items():
        end = min(high, float(np.log10(top)))
        if end <= begin:
            continue
        stripes.append({"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": 10.0**begin,
                        "y1": 10.0**end, "line": {"width": 0}, "fillcolor": hues[name],
                        "opacity": depth[name]})  # fmt: skip
        if (end - begin) / (high - low) > 0.065:
            names.append({"xref": "paper", "x": 1.005, "y": (begin + end) / 2, "text": name, "showarrow": False,
                          "xanchor": "left", "font": {"size": 12, "color": QUIET[mode]}})  # fmt: skip
        begin = end
    return stripes, names


def _map(cell: str, shares: Array) -> Picture:
    return {
        "type": "heatmap", "x": _edges(ACROSS), "y": _edges(UPWARDS, log=True), "z": _coloured(shares).tolist(),
        "coloraxis": "coloraxis", "name": cell,
        "text": [["" if np.isfinite(share) else "×" for share in row] for row in shares], "texttemplate": "%{text}",
        "hovertext": [
            [f"{cell}, radius {radius:.1f}, length {length}: {spell(float(share))}, {band(float(share))}"
             for radius, share in zip(ACROSS, row, strict=True)]
            for length, row in zip(UPWARDS, shares, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _coloured(shares: Array) -> Array:
    """Return the powers of ten within the limits: 0 has the lowest colour, and what is no number the highest."""
    whole = np.where(np.isfinite(shares), shares, 10.0**LIMIT)
    return np.asarray(np.log10(np.clip(whole, 10.0**-LIMIT, 10.0**LIMIT)))


def _edges(middles: Sequence[float], log: bool = False) -> list[float]:
    """Return the borders of cells around these middles, half-way between neighbours."""
    at = np.log(middles) if log else np.asarray(middles, dtype=np.float64)
    between = (at[1:] + at[:-1]) / 2
    edges = np.concatenate([[2 * at[0] - between[0]], between, [2 * at[-1] - between[-1]]])
    return [float(edge) for edge in (np.exp(edges) if log else edges)]


def _across(domain: list[float]) -> Picture:
    ends = _edges(ACROSS)
    return {"domain": domain, "range": [ends[0], ends[-1]], "tickvals": [0, 1, 2, 3], "mirror": True, "showline": True,
            "title": {"text": "radius"}}  # fmt: skip


def _upwards(shown: bool) -> Picture:
    ends = _edges(UPWARDS, log=True)
    axis = {"type": "log", "range": [float(np.log10(ends[0])), float(np.log10(ends[-1]))],
            "tickvals": [2, 5, 10, 20, 50, 100, 200], "showticklabels": shown, "ticks": "", "mirror": True,
            "showline": True}  # fmt: skip
    return axis | ({"title": {"text": "length"}} if shown else {})


def _title(cell: str, x: float) -> Picture:
    return {"xref": "paper", "yref": "paper", "x": x, "y": 1.02, "yanchor": "bottom", "text": cell, "showarrow": False,
            "font": {"size": 13}}  # fmt: skip


def _colours(mode: int) -> Picture:
    ticks = {-LIMIT: f"≤10<sup>−{LIMIT}</sup>", -LIMIT // 2: f"10<sup>−{LIMIT // 2}</sup>", 0: "1",
             LIMIT // 2: f"10<sup>{LIMIT // 2}</sup>", LIMIT: f"≥10<sup>{LIMIT}</sup>"}  # fmt: skip
    return {
        "colorscale": signed(mode), "cmin": -LIMIT, "cmax": LIMIT,
        "colorbar": {"orientation": "h", "y": -0.2, "yanchor": "top", "thickness": 10, "len": 0.9, "outlinewidth": 1,
                     "outlinecolor": LINE[mode], "tickvals": list(ticks), "ticktext": list(ticks.values()),
                     "title": {"text": "share of the gradient at the first step", "side": "bottom",
                               "font": {"size": 12, "color": QUIET[mode]}}},
    }  # fmt: skip
