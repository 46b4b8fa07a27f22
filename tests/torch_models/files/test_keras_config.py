import json
from pathlib import Path

import numpy as np
import pytest

from explainer.torch_models.files.keras_config import layer_configs
from explainer.torch_models.files.keras_file import read_hdf5, read_zip
from explainer.torch_models.files.stacking import READS, READS_BOTH
from explainer.torch_models.model import ModelError

from .running import run

FILES = Path(__file__).parent / "fixtures"


def read_fixture(file: str):
    data = (FILES / f"keras_{file}").read_bytes()
    found = (read_zip if file.endswith(".keras") else read_hdf5)(data, file)
    return {model.name: model for model in found}, np.load(FILES / f"keras_{file.partition('.')[0]}.npz")


def difference(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.abs(found - expected).max())


@pytest.mark.parametrize("end", [".keras", ".h5", ".weights.h5"])
def test_all_cells_of_a_layer_are_read_in_their_order(end):
    models, arrays = read_fixture(f"cells{end}")
    names = ["deep/lstm_cell", "deep/lstm_cell_1"] if end == ".weights.h5" else ["deep/a", "deep/b"]
    assert list(models) == names and [model.m for model in models.values()] == [4, 5]
    low, high = models.values()
    assert difference(run(high, run(low, arrays["x"])), arrays["y"]) < 1e-5
    assert any("without a config" in note for note in low.notes) == (end == ".weights.h5")
    assert (READS.format("deep/a") in high.notes) == (end != ".weights.h5")


@pytest.mark.parametrize("end", [".keras", ".h5"])
def test_the_cells_of_a_bidirectional_layer_are_a_stack_for_each_direction(end):
    models, arrays = read_fixture(f"cells_both{end}")
    forward, backward, top = models.values()
    assert [model.name for model in (forward, backward)] == [
        f"both/gru_cell {side} to both/gru_cell_1 {side}" for side in ("forward", "backward")
    ]
    both = [run(forward, arrays["x"]), run(backward, arrays["x"][::-1])[::-1]]
    assert difference(run(top, np.concatenate(both, axis=-1)), arrays["y"]) < 1e-5
    assert READS_BOTH.format("both/gru_cell_1 backward") in top.notes


def test_a_layer_that_reads_the_one_below_from_its_end_is_no_part_of_its_stack():
    models, arrays = read_fixture("backwards.keras")
    assert list(models) == ["one to two", "three"] and READS.format("two") in models["three"].notes
    y = run(models["three"], run(models["one to two"], arrays["x"][::-1])[::-1])
    assert difference(y, arrays["y"]) < 1e-5


@pytest.mark.parametrize("end", [".keras", ".h5"])
def test_layers_of_the_same_name_in_two_models_are_both_read(end):
    models, arrays = read_fixture(f"nested{end}")
    assert list(models) == ["left/low to left/high", "right/low to right/high"]
    y = np.concatenate([run(model, arrays["x"]) for model in models.values()], axis=-1)
    assert difference(y, arrays["y"]) < 1e-5


def layer(kind: str, **settings) -> dict:
    return {"class_name": kind, "config": {"name": settings.pop("name", kind.lower()), **settings}}


def configs(*layers: dict, is_list: bool = False):
    model = {"class_name": "Sequential", "config": list(layers) if is_list else {"layers": list(layers)}}
    return layer_configs(json.dumps(model), "x")


@pytest.mark.parametrize("is_list", [False, True])
def test_a_sequential_of_any_version_is_read(is_list):
    found = configs(layer("LSTM", name="a"), layer("Dropout"), layer("GRU", name="b", units=3), is_list=is_list)
    assert [(one.name, one.kind, one.below) for one in found.values()] == [
        ("a", "LSTM", None), ("dropout", "Dropout", "a"), ("b", "GRU", "a")]  # fmt: skip
    assert found["b"].settings["reset_after"] is False and found["b"].paths == ("layers/gru/cell/vars",)


def test_settings_of_keras_1_get_the_names_of_today():
    found = configs(layer("LSTM", name="a", output_dim=4, inner_activation="hard_sigmoid"))
    assert found["a"].settings["units"] == 4 and found["a"].settings["recurrent_activation"] == "hard_sigmoid"


def test_a_cell_of_another_class_keeps_its_name():
    found = configs(layer("RNN", name="a", cell=layer("PeepholeLSTMCell")), layer("ConvLSTM1D", name="b"))
    assert [one.kind for one in found.values()] == ["PeepholeLSTMCell", "ConvLSTM1D"]


def test_directions_of_different_classes_raise():
    both = layer("Bidirectional", name="a", layer=layer("LSTM"), backward_layer=layer("GRU"))
    with pytest.raises(ModelError, match="The directions of “a” are of different classes; LSTM for both would be"):
        configs(both)


@pytest.mark.parametrize("text", ["", "[]", "3", '{"config": 3}', '{"config": [1]}', "[" * 100_000])
def test_a_config_that_is_none_raises(text):
    with pytest.raises(ModelError, match="The config of “x” cannot be read; save the model again."):
        layer_configs(text, "x")
