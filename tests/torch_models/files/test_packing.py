import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, save

from explainer.torch_models.files.packing import pack, unpack
from explainer.torch_models.model import ModelError
from explainer.ui.example_model import example

MODEL = example().model


def renamed(old: str, new: str) -> bytes:
    """Return a model as it is packed, with one array called by another name."""
    data = pack([MODEL])
    told = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
    return save({new if name == old else name: array for name, array in load(data).items()}, told)


def test_what_is_packed_is_unpacked():
    (found,) = unpack(pack([replace(MODEL, notes=("one",))]))
    assert found.notes == ("one",) and found.name == MODEL.name
    assert all(np.array_equal(found.parts[0][0][name], array) for name, array in MODEL.parts[0][0].items())


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("999999999999/0", "has 1,000,000,000,000 recurrent layers; 8 is the most"),
        ("0/999999999999", "reads 1,000,000,000,000 ways; one or two would be right"),
    ],
)
def test_a_key_alone_makes_nothing_large(place, sentence):
    with pytest.raises(ModelError, match=sentence):
        unpack(renamed("0/part/0/0/b_i", f"0/part/{place}/b_i"))


def test_what_is_unpacked_is_bounded_before_it_is_widened(monkeypatch):
    monkeypatch.setattr(
        "explainer.torch_models.files.packing.np.frombuffer", lambda *_: pytest.fail("an array was widened")
    )
    with pytest.raises(ModelError, match="33,554,433 numbers; 33,554,432 is the most"):
        unpack(save({"0/part/0/0/b_i": np.zeros(2**25 + 1, "f4")}, {"models": "[{}]"}))
