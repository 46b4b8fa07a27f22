import json
import struct

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.trace import output
from explainer.torch_models import weights
from explainer.torch_models.weights import (
    MAX_HEADER,
    Saved,
    Sizes,
    WeightsError,
    check,
    embedding_from_weights,
    layers_from_weights,
    read,
    readout_from_weights,
    shapes,
    write,
)

SIZES = Sizes(n=3, m=4, k=2, layers=2, seeds=3)
LSTM = lower(CELLS["LSTM"])


def random_arrays(
    program=LSTM, sizes: Sizes = SIZES, initial: bool = False, dtype: type = np.float32
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    wanted = dict(shapes(program, sizes))
    if initial:
        wanted |= {f"{k}.start.{s}": (sizes.seeds, sizes.m) for k in range(sizes.layers) for s in program.cell.state}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in wanted.items()}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_what_is_written_is_read_again_bit_by_bit(dtype):
    arrays = random_arrays(dtype=dtype, initial=True)
    saved = read(write(Saved(arrays, '{"cell": "LSTM"}', {"metric": 0.5, "words": "“ä”"})))
    assert saved.recipe == '{"cell": "LSTM"}' and saved.notes == {"metric": 0.5, "words": "“ä”"}
    assert saved.arrays.keys() == arrays.keys()
    assert all(np.array_equal(saved.arrays[name], arrays[name]) for name in arrays)
    assert all(saved.arrays[name].dtype == dtype for name in arrays)
    check(saved.arrays, LSTM, SIZES)


@pytest.mark.parametrize("name", CELLS)
def test_a_seed_becomes_a_stack_of_layers(name):
    program = lower(CELLS[name])
    arrays = random_arrays(program, initial=True)
    check(arrays, program, SIZES)
    layers = layers_from_weights(arrays, program, seed=2)
    assert len(layers) == 2
    assert all(array.dtype == np.float64 for layer in layers for array in layer.params.values())
    for k, layer in enumerate(layers):
        assert all(np.array_equal(layer.params[one], arrays[f"{k}.{one}"][2]) for one in program.params)
        assert np.array_equal(layer.initial_state("h"), arrays[f"{k}.start.h"][2])
    predictions = readout_from_weights(arrays, 2).predict(output(layers, np.ones((5, 3))))
    assert predictions.shape == (5, 2) and np.isfinite(predictions).all()


def test_the_readout_multiplies_with_its_matrix_and_adds_its_bias():
    arrays, h = random_arrays(), np.arange(4.0)
    expected = [sum(arrays["readout.V"][1, j, u] * h[u] for u in range(4)) + arrays["readout.a"][1, j] for j in (0, 1)]
    assert np.allclose(readout_from_weights(arrays, 1).predict(h), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"0.U_f": None}, "The weights lack “0.U_f”, which LSTM has."),
        ({"0.U_q": np.zeros(3)}, "The weights hold “0.U_q”, which LSTM does not have."),
        ({"2.start.h": np.zeros((3, 4))}, "hold “2.start.h”"),
        ({"1.W_i": np.zeros((3, 4, 3))}, r"“1.W_i” has the shape (3, 4, 3); here it is (3, 4, 4)."),
        ({"readout.a": np.zeros((3, 2), int)}, "holds int64; float16, float32 or float64 would be right"),
        ({"readout.a": np.full((3, 2), np.nan)}, "“readout.a” holds 6 entries that are not finite."),
        ({"0.b_i": np.array([[np.inf] * 4] * 3)}, "holds 12 entries"),
    ],
)
def test_weights_that_do_not_fit_raise(arrays, sentence):
    found = random_arrays() | arrays
    with pytest.raises(WeightsError) as caught:
        check({name: array for name, array in found.items() if array is not None}, LSTM, SIZES)
    assert sentence in str(caught.value)


GOOD = write(Saved(random_arrays(), "{}", {}))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"abc", b"\x80\x04K\x01.", GOOD[:40], GOOD[:-5], b"PK\x03\x04" + GOOD,
        struct.pack("<Q", MAX_HEADER + 1) + b"{}", struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 50_000) + b"[" * 50_000,
    ],
    ids=["empty", "text", "pickle", "start", "cut", "zip", "header too long", "list", "deep"],
)  # fmt: skip
def test_other_bytes_raise(data):
    with pytest.raises(WeightsError, match=r"This is no safetensors file \(.*; choose one that a run has saved"):
        read(data)


def test_bad_metadata_and_large_files_raise(monkeypatch):
    header = json.dumps({"__metadata__": {"notes": "[1, 2"}}).encode()
    with pytest.raises(WeightsError):
        read(struct.pack("<Q", len(header)) + header)
    monkeypatch.setattr(weights, "MAX_BYTES", 100)
    with pytest.raises(WeightsError, match="MB is the most"):
        read(GOOD)


def test_the_embedding_of_a_seed_is_folded_into_its_first_layer():
    sizes = Sizes(n=6, m=4, k=2, layers=2, seeds=3, embedding=5)
    arrays = random_arrays(sizes=sizes)
    check(arrays, LSTM, sizes)
    layers = layers_from_weights(arrays, LSTM, 1)
    embedding = embedding_from_weights(arrays, LSTM, tuple("abcdef"), 1)
    assert embedding.size == 5 and np.array_equal(embedding.matrix, arrays["embedding.E"][1])
    for name, matrix in embedding.weights.items():
        assert np.array_equal(matrix, arrays[f"0.{name}"][1])
        assert np.array_equal(layers[0].params[name], matrix @ embedding.matrix.T)
    assert set(embedding.weights) == {"W_i", "W_f", "W_g", "W_o"}
    assert embedding_from_weights(random_arrays(), LSTM, ()) is None
