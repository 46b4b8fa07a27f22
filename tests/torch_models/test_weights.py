import json
import struct

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.numerics.trace import output
from explainer.torch_models import weights
from explainer.torch_models.weights import (
    MOST_HEADER,
    Saved,
    Sizes,
    WeightsError,
    check,
    read,
    readout,
    shapes,
    stack,
    write,
)

SIZES = Sizes(n=3, m=4, k=2, layers=2, seeds=3)
LSTM = lower(CELLS["LSTM"])


def drawn(program=LSTM, sizes: Sizes = SIZES, starts: bool = False, kind: type = np.float32) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    wanted = dict(shapes(program, sizes))
    if starts:
        wanted |= {f"{k}.start.{s}": (sizes.seeds, sizes.m) for k in range(sizes.layers) for s in program.cell.state}
    return {name: rng.normal(size=shape).astype(kind) for name, shape in wanted.items()}


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_what_is_written_is_read_again_bit_by_bit(kind):
    arrays = drawn(kind=kind, starts=True)
    saved = read(write(Saved(arrays, '{"cell": "LSTM"}', {"metric": 0.5, "words": "“ä”"})))
    assert saved.recipe == '{"cell": "LSTM"}' and saved.notes == {"metric": 0.5, "words": "“ä”"}
    assert saved.arrays.keys() == arrays.keys()
    assert all(np.array_equal(saved.arrays[name], arrays[name]) for name in arrays)
    assert all(saved.arrays[name].dtype == kind for name in arrays)
    check(saved.arrays, LSTM, SIZES)


@pytest.mark.parametrize("name", CELLS)
def test_a_seed_becomes_a_stack_of_its_own_numbers(name):
    program = lower(CELLS[name])
    arrays = drawn(program, starts=True)
    check(arrays, program, SIZES)
    layers = stack(arrays, program, seed=2)
    assert len(layers) == 2
    assert all(array.dtype == np.float64 for layer in layers for array in layer.params.values())
    for k, layer in enumerate(layers):
        assert all(np.array_equal(layer.params[one], arrays[f"{k}.{one}"][2]) for one in program.params)
        assert np.array_equal(layer.start("h"), arrays[f"{k}.start.h"][2])
    said = readout(arrays, 2).said(output(layers, np.ones((5, 3))))
    assert said.shape == (5, 2) and np.isfinite(said).all()


def test_the_readout_is_a_matrix_and_a_bias():
    arrays, h = drawn(), np.arange(4.0)
    expected = [sum(arrays["readout.V"][1, j, u] * h[u] for u in range(4)) + arrays["readout.a"][1, j] for j in (0, 1)]
    assert np.allclose(readout(arrays, 1).said(h), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"0.U_f": None}, "The weights lack “0.U_f”, which LSTM has."),
        ({"0.U_q": np.zeros(3)}, "The weights hold “0.U_q”, which LSTM does not have."),
        ({"2.start.h": np.zeros((3, 4))}, "hold “2.start.h”"),
        ({"1.W_i": np.zeros((3, 4, 3))}, r"“1.W_i” has the shape (3, 4, 3); here it is (3, 4, 4)."),
        ({"readout.a": np.zeros((3, 2), int)}, "holds int64; float16, float32 or float64 would be right"),
        ({"readout.a": np.full((3, 2), np.nan)}, "“readout.a” holds 6 entries that are no numbers."),
        ({"0.b_i": np.array([[np.inf] * 4] * 3)}, "holds 12 entries"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(arrays, sentence):
    found = drawn() | arrays
    with pytest.raises(WeightsError) as caught:
        check({name: array for name, array in found.items() if array is not None}, LSTM, SIZES)
    assert sentence in str(caught.value)


GOOD = write(Saved(drawn(), "{}", {}))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"abc", b"\x80\x04K\x01.", GOOD[:40], GOOD[:-5], b"PK\x03\x04" + GOOD,
        struct.pack("<Q", MOST_HEADER + 1) + b"{}", struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 50_000) + b"[" * 50_000,
    ],
)  # fmt: skip
def test_other_bytes_are_told_from_weights(data):
    with pytest.raises(WeightsError, match=r"This is no safetensors file \(.*; take one that a run has made"):
        read(data)


def test_metadata_that_is_no_text_is_told(monkeypatch):
    header = json.dumps({"__metadata__": {"notes": "[1, 2"}}).encode()
    with pytest.raises(WeightsError):
        read(struct.pack("<Q", len(header)) + header)
    monkeypatch.setattr(weights, "MOST_BYTES", 100)
    with pytest.raises(WeightsError, match="MB is the most"):
        read(GOOD)
