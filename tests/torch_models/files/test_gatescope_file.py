import json
import tracemalloc

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.trace import output
from explainer.runs import shipped
from explainer.torch_models.files.embedded_tokens import folded_row
from explainer.torch_models.files.entries import entry_of
from explainer.torch_models.files.gatescope_file import LEFT_OUT_ENCODER, READOUT, read_gatescope
from explainer.torch_models.files.limits import MAX_MODELS
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model import ModelError
from explainer.torch_models.weights import Saved, Sizes, layers_from_weights, shapes, write

SIZES = Sizes(n=3, m=4, k=2, layers=2, seeds=3)


def random_arrays(cell: str, initial: bool = False) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    program = lower(CELLS[cell])
    wanted = dict(shapes(program, SIZES))
    wanted |= {f"{k}.start.{s}": (3, 4) for k in range(2) for s in program.cell.state if initial}
    return {name: rng.normal(size=shape).astype("f4") for name, shape in wanted.items()}


@pytest.mark.parametrize("cell", CELLS)
def test_weights_of_a_run_open_for_every_cell_and_seed(cell):
    arrays = random_arrays(cell, initial=True)
    models = open_file("step-000100.safetensors", write(Saved(arrays, json.dumps({"cell": cell}))))
    x = np.random.default_rng(1).normal(size=(5, 3))
    assert [model.name for model in models] == [f"step-000100, seed {k}" for k in (1, 2, 3)]
    for seed, model in enumerate(models):
        assert (model.cell, model.origin) == (cell, "Gatescope") and READOUT in model.notes
        layers = [model.layer(k) for k in range(2)]
        assert np.array_equal(output(layers, x), output(layers_from_weights(arrays, lower(CELLS[cell]), seed), x))


def test_without_a_recipe_the_letters_decide_the_cell_or_a_note_names_the_assumption():
    assert open_file("a.safetensors", write(Saved(random_arrays("GRU"))))[0].cell == "GRU"
    (first, *_) = open_file("a.safetensors", write(Saved(random_arrays("RNN-ReLU"))))
    assert first.cell == "RNN" and "RNN is assumed, and RNN-ReLU has the same letters" in first.notes[0]


@pytest.mark.parametrize("name", ["recall-lstm", "latch-gru", "sine-rnn"])
def test_shipped_runs_open_with_the_latest_step_first(name):
    models = open_file(f"{name}.safetensors", (shipped.FOLDER / f"{name}.safetensors").read_bytes())
    run = shipped.shipped_run(name)
    assert [model.name for model in models] == [f"{name}, after {at:,} updates" for at in reversed(run.steps)]
    expected = layers_from_weights(run.checkpoints[run.steps[-1]], models[0].program)[0].params
    assert all(np.array_equal(models[0].params[0][0][one], expected[one]) for one in expected)
    assert models[0].dtype == "float16"


@pytest.mark.parametrize(
    ("change", "recipe", "sentence"),
    [
        ({"0.U_i": None}, {"cell": "LSTM"}, "“0.U_i” is missing; an array of the shape (S, m, m) would be right."),
        ({"0.b_i": np.full((3, 4), np.nan)}, {}, "“0.b_i” holds 4 entries that are not finite"),
        ({"0.b_i": np.zeros((3, 5), "f4")}, {}, "in layer 1 of “x, seed 1” has the shape"),
        ({}, {"cell": "mine", "text": "h = …"}, "Its cell is “mine”, whose equations are not known here"),
        ({"0.W_q": np.zeros((3, 4, 3))}, {}, "No cell has the letters"),
        ({"1.W_i": np.zeros((3, 4, 3), "f4")}, {}, "“W_i” in layer 2 of “x, seed 1” has the shape (4, 3); (4, 4)"),
    ],
)
def test_arrays_that_do_not_fit_raise(change, recipe, sentence):
    arrays = {name: array for name, array in (random_arrays("LSTM") | change).items() if array is not None}
    with pytest.raises(ModelError) as caught:
        open_file("x.safetensors", write(Saved(arrays, json.dumps(recipe))))
    assert sentence in str(caught.value)


def test_a_seed_that_some_array_lacks_is_left_out_with_a_note():
    models = open_file("x", write(Saved(random_arrays("LSTM") | {"0.b_i": np.zeros((2, 4), "f4")})))
    assert len(models) == 2 and "“x, seed 3” of the same file is left out: “0.b_i” has 2 seeds" in models[0].notes[-1]


def test_zoneout_is_noted():
    data = write(Saved(random_arrays("GRU"), json.dumps({"cell": "GRU", "zoneout": 0.1})))
    assert any(note.startswith("Zoneout, which left 10%") for note in open_file("x", data)[0].notes)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ((2**40, 0), r"“0.W_i” has the shape \(1099511627776, 0\); one without a 0 would be right."),
        ((65, 4, 3), "“x” holds 65 seeds; 64 is the most that is opened."),
    ],
)
def test_a_first_axis_alone_is_not_trusted(shape, sentence):
    header = {"0.W_i": {"dtype": "F32", "shape": shape, "data_offsets": [0, 4 * int(np.prod(shape))]}}
    text = json.dumps(header).encode()
    with pytest.raises(ModelError, match=sentence):
        open_file("x", len(text).to_bytes(8, "little") + text + bytes(header["0.W_i"]["data_offsets"][1]))


def test_no_more_models_are_made_than_the_limit(monkeypatch):
    calls = []
    monkeypatch.setattr(
        "explainer.torch_models.files.gatescope_file.openable",
        lambda candidates, *rest: calls.append((len(candidates), *rest)),
    )
    one = {"0.W_h": entry_of(np.zeros((64, 1, 1), "f4")), "0.U_h": entry_of(np.zeros((64, 1, 1), "f4"))}
    read_gatescope({f"{at}/{name}": array for at in range(100) for name, array in one.items()}, {}, "x")
    assert calls[0][0] == MAX_MODELS and calls[0][-1] == 6400


def test_a_seed_takes_no_more_memory_than_its_own_numbers():
    arrays = {
        name: np.zeros((64, *shape), "f4") for name, shape in {"W_h": (64, 64), "U_h": (64, 64), "b_h": (64,)}.items()
    }
    data = write(Saved({f"0.{name}": array for name, array in arrays.items()}))
    tracemalloc.start()
    models = open_file("x", data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(models) == 64 and most < 5 * len(data)
    assert all(array.base is None for model in models for array in model.params[0][0].values())


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "MGU"])
@pytest.mark.parametrize("before", ["", "250/"])
def test_an_embedding_is_folded_into_the_first_layer_with_a_note(cell, before):
    sizes, program = Sizes(n=9, m=4, k=2, layers=2, seeds=2, embedding=3), lower(CELLS[cell])
    rng = np.random.default_rng(3)
    arrays = {name: rng.normal(size=shape).astype("f4") for name, shape in shapes(program, sizes)}
    named = {f"{before}{name}": array for name, array in arrays.items()}
    models = open_file("run.safetensors", write(Saved(named, json.dumps({"cell": cell, "embedding": 3}))))
    x = np.eye(9)[rng.integers(0, 9, 7)]
    for seed, model in enumerate(models):
        layers = [model.layer(k) for k in range(2)]
        assert model.n == 9 and "It embeds each of 9 tokens in 3 numbers." in " ".join(model.notes)
        assert np.array_equal(output(layers, x), output(layers_from_weights(arrays, program, seed), x))
    assert not any("embeds" in note for note in open_file("a", write(Saved(random_arrays(cell))))[0].notes)


def embedded(tokens: int, size: int, m: int = 4) -> dict[str, np.ndarray]:
    sizes = Sizes(n=tokens, m=m, k=1, seeds=1, embedding=3)
    arrays = {name: np.zeros(shape, "f4") for name, shape in shapes(lower(CELLS["RNN"]), sizes)}
    return arrays | {"embedding.E": np.zeros((1, tokens, size), "f4")}


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        (embedded(9, 2), "“W_h” of “x” takes 3 numbers at each step, and its embedding gives 2; the same"),
        (embedded(5000, 3), "“x” reads 5,000 numbers at each step; 4,096 is the most"),
        (embedded(4096, 3, m=1 << 14) | {"0.U_h": np.zeros((1, 1, 1), "f4")}, "of “x” have 67,108,864 numbers;"),
        (embedded(9, 3) | {"embedding.E": np.zeros((1, 9), "f4")}, "“embedding.E” has the shape (1, 9); here"),
    ],
)
def test_an_embedding_that_does_not_fit_is_refused(arrays, sentence):
    with pytest.raises(ModelError) as caught:
        open_file("x", write(Saved(arrays, json.dumps({"cell": "RNN"}))))
    assert sentence in str(caught.value)


def test_a_folded_layer_is_never_larger_than_the_limit():
    row = ({"W_h": np.zeros((1024, 1)), "U_h": np.zeros((1, 1)), "b_h": np.zeros(1)},)
    with pytest.raises(ModelError, match="numbers; 33,554,432 is the most"):
        folded_row(lower(CELLS["RNN"]), row, np.zeros((4096, 1)), "x", 9)


def test_an_encoder_is_left_out_with_a_note():
    arrays = random_arrays("GRU")
    both = arrays | {f"encoder.{name}": array for name, array in arrays.items() if name[0].isdigit()}
    (model, *_) = open_file("x", write(Saved(both, json.dumps({"cell": "GRU"}))))
    assert LEFT_OUT_ENCODER in model.notes
