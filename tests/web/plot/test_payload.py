"""The figures by themselves receive their cards with all numbers, and the colours of both themes."""

import json
import struct

from explainer.web.board.card import Card
from explainer.web.plot.payload import payload
from explainer.web.scripts import scripts, style
from explainer.web.withheld import without

FIGURE = {"data": [{"type": "scatter", "mode": "markers", "x": [1.0], "y": [2.0]}], "layout": {}}
TABLE = {"columns": ["seed"], "rows": [[7]]}


def header(data: bytes) -> dict:
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length])


def test_a_figure_is_sent_with_its_numbers_its_table_and_its_file():
    data = header(payload([Card("seeds", "Title", FIGURE, ["A sentence."], {}, table=TABLE)], "claim-G06"))
    (card,) = data["cards"]
    assert card["figure"] == FIGURE and card["table"] == TABLE and card["file"] == "claim-G06-seeds"
    assert data["dark"] and data["hues"]


def test_what_a_link_hides_is_not_sent():
    data = payload([Card("seeds", "Title", FIGURE, ["A sentence."], {}, table=TABLE)], "x")
    (card,) = header(without("plot", data, {"answers", "tables"}, False))["cards"]
    assert card["sentences"] == [""] and card["table"] is None


def test_it_has_the_style_of_the_board_whose_charts_it_shows():
    assert ".gs-card" in style("plot") and ".gs-plots" in style("plot") and "plot/plot.js" in scripts()
