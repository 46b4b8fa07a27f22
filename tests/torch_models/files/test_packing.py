from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, save

from explainer.torch_models.files.packing import pack, unpack
from explainer.torch_models.model import ModelError
from explainer.torch_models.safetensors_header import read_header
from explainer.ui.example_model import example

MODEL = example().model


def renamed(old: str, new: str) -> bytes:
    """Return a model as it is packed, with one array called by another name."""
    data = pack([MODEL])
    metadata = read_header(data, len(data)).metadata
    return save({new if name == old else name: array for name, array in load(data).items()}, metadata)


def test_packed_models_are_unpacked_without_loss():
    (found,) = unpack(pack([replace(MODEL, notes=("one",))]))
    assert found.notes == ("one",) and found.name == MODEL.name
    assert all(np.array_equal(found.params[0][0][name], array) for name, array in MODEL.params[0][0].items())


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("999999999999/0", "has 1,000,000,000,000 recurrent layers; 8 is the most"),
        ("0/999999999999", "has 1,000,000,000,000 directions; one or two would be right"),
    ],
)
def test_a_large_number_in_a_key_raises(key, sentence):
    with pytest.raises(ModelError, match=sentence):
        unpack(renamed("0/params/0/0/b_i", f"0/params/{key}/b_i"))


def test_the_size_is_checked_before_arrays_are_made(monkeypatch):
    monkeypatch.setattr(
        "explainer.torch_models.files.packing.np.frombuffer", lambda *_: pytest.fail("an array was made")
    )
    with pytest.raises(ModelError, match="33,554,433 numbers; 33,554,432 is the most"):
        unpack(save({"0/params/0/0/b_i": np.zeros(2**25 + 1, "f4")}, {"models": "[{}]"}))
