import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.lessons.vanishing_figures import HEIGHT, LIMIT, MARGIN, gradient_curves, phase_maps, rings
from explainer.lessons.vanishing_gradients import MAP_LENGTHS, MAP_RADII, PRESETS, Setting, measure_gradients
from explainer.numerics.gradient_flow import BANDS

SHARES = np.geomspace(1e-20, 1e20, len(MAP_LENGTHS) * len(MAP_RADII)).reshape(len(MAP_LENGTHS), len(MAP_RADII))
MAPS = {"RNN": SHARES, "LSTM": SHARES[::-1], "GRU": np.ones_like(SHARES)}


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("preset", PRESETS)
def test_the_lines_are_the_shares(preset, mode):
    setting = PRESETS[preset]
    shares = {cell: measure_gradients(cell, setting).shares for cell in setting.cells}
    figure = gradient_curves(shares, mode)
    checked = go.Figure(figure)
    assert [line.name for line in checked.data] == list(setting.cells)
    assert all(np.array_equal(line.y, shares[line.name]) for line in checked.data)
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(10.0**low <= share.min() and share.max() <= 10.0**high for share in shares.values())


def test_the_stripes_have_the_limits_of_the_bands():
    figure = gradient_curves({name: np.array([1e-9, 1e3, 1.0]) for name in "abc"})
    stripes = figure["layout"]["shapes"]
    assert [stripe["y1"] for stripe in stripes[:3]] == pytest.approx([top for top in BANDS.values() if top < np.inf])
    assert [one["y0"] for one in stripes[1:]] == [one["y1"] for one in stripes[:-1]]
    assert {one["text"] for one in figure["layout"]["annotations"]} <= set(BANDS)


def test_values_that_are_not_finite_are_gaps_in_the_figure():
    wild = {
        "a": np.array([np.nan, np.inf, 1e300, 1.0]),
        "b": np.array([0.0, 0.0, 1e-310, 1.0]),
        "c": np.full(4, np.nan),
    }
    figure = gradient_curves(wild)
    assert figure["data"][0]["y"] == [None, None, 1e300, 1.0]
    assert figure["data"][1]["y"] == [None, None, 1e-310, 1.0]
    json.dumps(figure, allow_nan=False)
    lost = np.array(SHARES)
    lost[0, :3] = np.nan, np.inf, 0.0
    maps = phase_maps({"RNN": lost})
    json.dumps(maps, allow_nan=False)
    assert maps["data"][0]["text"][0][:4] == ["×", "×", "", ""]
    assert maps["data"][0]["z"][0][:3] == [LIMIT, LIMIT, -LIMIT]


def test_the_maps_share_their_colours_centred_on_0():
    figure = phase_maps(MAPS)
    go.Figure(figure)
    axis = figure["layout"]["coloraxis"]
    assert (axis["cmin"], axis["cmax"]) == (-LIMIT, LIMIT)
    assert [one["name"] for one in figure["data"]] == list(MAPS)
    for one, shares in zip(figure["data"], MAPS.values(), strict=True):
        assert np.allclose(one["z"], np.clip(np.log10(shares), -LIMIT, LIMIT), atol=1e-12)
        assert one["hovertext"][8][4].startswith(f"{one['name']}, spectral radius 0.8, length 57: ")


def test_cells_of_the_map_lie_around_their_radius_and_length():
    one = phase_maps(MAPS)["data"][1]
    for centres, edges in ((MAP_RADII, one["x"]), (MAP_LENGTHS, one["y"])):
        assert len(edges) == len(centres) + 1
        assert all(low < centre < high for low, centre, high in zip(edges, centres, edges[1:], strict=False))


@pytest.mark.parametrize(
    ("radius", "length", "k", "j"),
    [(0.0, 2, 0, 0), (3.0, 200, len(MAP_RADII) - 1, len(MAP_LENGTHS) - 1), (0.8, 57, 4, 8)],
)
def test_the_rings_are_on_the_map_cell_of_the_setting(radius, length, k, j):
    figure = phase_maps(MAPS)
    found = re.findall(r"left:calc\(46px \+ ([\d.]+) \* \(100% - 54px\) - 7px\);top:(-[\d.]+)px", rings(
        Setting(radius=radius, length=length)
    ))  # fmt: skip
    assert len(found) == 3
    inner = HEIGHT - MARGIN["t"] - MARGIN["b"]
    for (left, top), axis in zip(found, ("xaxis", "xaxis2", "xaxis3"), strict=True):
        begin, end = figure["layout"][axis]["domain"]
        edges = figure["data"][0]["x"]
        x = edges[0] + (float(left) - begin) / (end - begin) * (edges[-1] - edges[0])
        assert edges[k] < x < edges[k + 1]
        y = 1 - (float(top) + 7 + HEIGHT - MARGIN["t"]) / inner
        low, high = figure["layout"]["yaxis"]["range"]
        assert figure["data"][0]["y"][j] < 10 ** (low + y * (high - low)) < figure["data"][0]["y"][j + 1]
