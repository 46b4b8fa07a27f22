import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.lessons.vanishing_figures import HEIGHT, LIMIT, MARGIN, phase_maps, reach_lines, rings
from explainer.lessons.vanishing_gradients import ACROSS, PRESETS, UPWARDS, Setting, measure
from explainer.numerics.gradient_flow import BANDS

SHARES = np.geomspace(1e-20, 1e20, len(UPWARDS) * len(ACROSS)).reshape(len(UPWARDS), len(ACROSS))
MAPS = {"RNN": SHARES, "LSTM": SHARES[::-1], "GRU": np.ones_like(SHARES)}


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("preset", PRESETS)
def test_the_lines_are_the_shares(preset, mode):
    setting = PRESETS[preset]
    shares = {cell: measure(cell, setting).shares for cell in setting.cells}
    picture = reach_lines(shares, mode)
    figure = go.Figure(picture)
    assert [line.name for line in figure.data] == list(setting.cells)
    assert all(np.array_equal(line.y, shares[line.name]) for line in figure.data)
    low, high = picture["layout"]["yaxis"]["range"]
    assert all(10.0**low <= share.min() and share.max() <= 10.0**high for share in shares.values())


def test_the_stripes_are_the_bands():
    picture = reach_lines({name: np.array([1e-9, 1e3, 1.0]) for name in "abc"})
    stripes = picture["layout"]["shapes"]
    assert [stripe["y1"] for stripe in stripes[:3]] == pytest.approx([top for top in BANDS.values() if top < np.inf])
    assert [one["y0"] for one in stripes[1:]] == [one["y1"] for one in stripes[:-1]]
    assert {one["text"] for one in picture["layout"]["annotations"]} <= set(BANDS)


def test_what_is_no_number_has_a_gap_and_never_reaches_the_picture():
    wild = {
        "a": np.array([np.nan, np.inf, 1e300, 1.0]),
        "b": np.array([0.0, 0.0, 1e-310, 1.0]),
        "c": np.full(4, np.nan),
    }
    picture = reach_lines(wild)
    assert picture["data"][0]["y"] == [None, None, 1e300, 1.0]
    assert picture["data"][1]["y"] == [None, None, 1e-310, 1.0]
    json.dumps(picture, allow_nan=False)
    lost = np.array(SHARES)
    lost[0, :3] = np.nan, np.inf, 0.0
    maps = phase_maps({"RNN": lost})
    json.dumps(maps, allow_nan=False)
    assert maps["data"][0]["text"][0][:4] == ["×", "×", "", ""]
    assert maps["data"][0]["z"][0][:3] == [LIMIT, LIMIT, -LIMIT]


def test_the_maps_share_their_colours_centred_on_0():
    picture = phase_maps(MAPS)
    go.Figure(picture)
    axis = picture["layout"]["coloraxis"]
    assert (axis["cmin"], axis["cmax"]) == (-LIMIT, LIMIT)
    assert [one["name"] for one in picture["data"]] == list(MAPS)
    for one, shares in zip(picture["data"], MAPS.values(), strict=True):
        assert np.allclose(one["z"], np.clip(np.log10(shares), -LIMIT, LIMIT), atol=1e-12)
        assert one["hovertext"][8][4].startswith(f"{one['name']}, radius 0.8, length 57: ")


def test_cells_of_the_map_lie_around_their_radius_and_length():
    one = phase_maps(MAPS)["data"][1]
    for middles, edges in ((ACROSS, one["x"]), (UPWARDS, one["y"])):
        assert len(edges) == len(middles) + 1
        assert all(low < middle < high for low, middle, high in zip(edges, middles, edges[1:], strict=False))


@pytest.mark.parametrize(
    ("radius", "length", "k", "j"), [(0.0, 2, 0, 0), (3.0, 200, len(ACROSS) - 1, len(UPWARDS) - 1), (0.8, 57, 4, 8)]
)
def test_the_rings_stand_on_the_cell_that_is_set(radius, length, k, j):
    picture = phase_maps(MAPS)
    found = re.findall(r"left:calc\(46px \+ ([\d.]+) \* \(100% - 54px\) - 7px\);top:(-[\d.]+)px", rings(
        Setting(radius=radius, length=length)
    ))  # fmt: skip
    assert len(found) == 3
    inner = HEIGHT - MARGIN["t"] - MARGIN["b"]
    for (left, top), axis in zip(found, ("xaxis", "xaxis2", "xaxis3"), strict=True):
        begin, end = picture["layout"][axis]["domain"]
        edges = picture["data"][0]["x"]
        x = edges[0] + (float(left) - begin) / (end - begin) * (edges[-1] - edges[0])
        assert edges[k] < x < edges[k + 1]
        y = 1 - (float(top) + 7 + HEIGHT - MARGIN["t"]) / inner
        low, high = picture["layout"]["yaxis"]["range"]
        assert picture["data"][0]["y"][j] < 10 ** (low + y * (high - low)) < picture["data"][0]["y"][j + 1]
