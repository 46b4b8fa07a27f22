import json
import struct

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.inputs.text import read_text
from explainer.numerics.setup import Setup
from explainer.web.board import payload as board
from explainer.web.stage.payload import View, payload
from explainer.web.withheld import REMOVED, without, without_parts

SEQUENCE = read_text("the cat", "character")


def parts(data: bytes) -> tuple[dict, bytes]:
    """Return the header of packed data, and the rest."""
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length]), data[4 + length :]


def packed(component: str, cell: str) -> bytes:
    setup = Setup(cell)
    if component == "stage":
        return payload(setup.stack(SEQUENCE), SEQUENCE, View("cell", {"t": 0, "unit": 0, "op": 0}))
    return board.payload(setup.run(SEQUENCE).layers[0], SEQUENCE, "sequence", {"t": 0, "unit": 0})


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("component", ["board", "stage"])
def test_the_numbers_stay_and_what_is_hidden_goes(component, cell):
    data = packed(component, cell)
    whole, numbers = parts(data)
    header, rest = parts(without(component, data, set(REMOVED[component]), True))
    assert rest == numbers and np.isfinite(np.frombuffer(rest)).all()
    assert header["arrays"] == whole["arrays"] and header["cursor"] == whole["cursor"]
    assert header["hidden"] == sorted(REMOVED[component]) and header["locked"] is True
    text = json.dumps(header)
    for line in whole["formulas"]["lines"]:
        assert line["about"] in text and not any(one["symbols"] or one["code"] for one in header["formulas"]["lines"])
    if component == "board":
        assert [card["sentences"] for card in header["cards"]] == [[""]] * len(whole["cards"])
        assert not any(card["table"] for card in header["cards"])
    else:
        assert all(step["sentence"] for step in whole["program"]["steps"])
        for step in header["program"]["steps"]:
            assert not step["sentence"] and not step["backward"]["sentence"] and not step["numbers"]


def test_nothing_hidden_leaves_the_data_whole():
    data = packed("board", "LSTM")
    whole, _ = parts(data)
    header, _ = parts(without("board", data, {"navigation"}, False))
    assert {key: value for key, value in header.items() if key not in ("hidden", "locked")} == whole


def test_what_others_have_published_is_an_answer():
    data = {"runs": [], "published": "a paper"}
    assert without_parts("live", data, {"answers"}, False) == {
        "runs": [], "published": "", "hidden": ["answers"], "locked": False
    }  # fmt: skip
    assert without_parts("brush", {"tokens": []}, {"answers"}, False)["tokens"] == []
