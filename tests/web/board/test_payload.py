import json
import struct

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.inputs.examples import EXAMPLES
from explainer.inputs.text import read_text
from explainer.numerics.setup import Setup
from explainer.web.board.payload import payload


def unpack(data: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    arrays, at = {}, 4 + length
    for name, rows, columns in header["arrays"]:
        arrays[name] = np.frombuffer(data, "<f8", rows * columns, at).reshape(rows, columns)
        at += 8 * rows * columns
    assert at == len(data)
    return header, arrays


@pytest.mark.parametrize("cell", CELLS)
def test_every_number_arrives_in_full(cell):
    sequence = read_text("the cat sat", "character")
    run = Setup(cell).run(sequence).layers[0]
    header, arrays = unpack(payload(run, sequence, "page", {"t": 2, "unit": 1}))
    for line in header["formulas"]["lines"]:
        assert np.array_equal(arrays[line["name"]], run.values[line["name"]].T)
    for name, values in run.layer.params.items():
        assert np.array_equal(arrays[name], values if values.ndim == 2 else values[:, None])
    assert header["cursor"] == {"t": 2, "unit": 1}


@pytest.mark.parametrize("cell", CELLS)
def test_every_formula_finds_its_numbers(cell):
    sequence = read_text("the cat sat", "character")
    header, arrays = unpack(payload(Setup(cell).run(sequence).layers[0], sequence, "page", {"t": 0, "unit": 0}))
    for line in header["formulas"]["lines"]:
        for piece in line["numbers"]:
            assert "v" not in piece or piece["v"] in arrays or piece["v"].isdigit()
            assert "m" not in piece or piece["m"] in arrays


def test_no_number_travels_twice():
    sequence = read_text("the cat sat", "character")
    header, arrays = unpack(payload(Setup().run(sequence).layers[0], sequence, "page", {"t": 0, "unit": 0}))
    for card in header["cards"]:
        for trace in card["figure"]["data"]:
            assert trace.get("meta") not in arrays or not {"z", "y"} & set(trace)


def test_a_sentence_per_unit_or_one_for_all():
    sequence = EXAMPLES["trend and sine"][0]()
    header, arrays = unpack(payload(Setup(m=5).run(sequence).layers[0], sequence, "page", {"t": 0, "unit": 0}))
    assert {len(card["sentences"]) for card in header["cards"]} == {1, 5}
    assert np.allclose(arrays["raw"], sequence.raw.T)


def test_a_visit_stays_small():
    sequence = read_text(("the cat sat on the mat and slept there, " * 3)[:100], "character")
    assert len(payload(Setup(m=16).run(sequence).layers[0], sequence, "page", {"t": 0, "unit": 0})) < 300_000


def test_a_parameter_that_a_matrix_multiplies_is_no_value_over_time():
    sequence = read_text("the cat sat", "character")
    setup = Setup("Your cell", text="h = tanh(W_h @ x + U_h @ b_h + norm(b_h) * h_prev)")
    header, arrays = unpack(payload(setup.run(sequence).layers[0], sequence, "page", {"t": 0, "unit": 0}))
    assert arrays["b_h"].shape == (8, 1)
