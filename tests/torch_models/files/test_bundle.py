import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save
from torch import nn

from explainer.torch_models.files.assumed_activation import ASSUMED
from explainer.torch_models.files.bundle import read, write
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model import ModelError

RNG = np.random.default_rng(0)


def model_of(kind, **options):
    torch.manual_seed(1)
    module = kind(3, 4, **options).double()
    data = save({name: tensor.detach().numpy() for name, tensor in module.named_parameters()})
    return replace(open_file("a.safetensors", data)[0], name="encoder.lstm", x=RNG.normal(size=(6, 3)))


@pytest.mark.parametrize(
    ("kind", "options"),
    [(nn.LSTM, {"num_layers": 2, "bidirectional": True}), (nn.GRU, {}), (nn.RNN, {}), (nn.LSTM, {"proj_size": 2})],
)
def test_a_written_bundle_is_read_without_loss(kind, options):
    model = model_of(kind, **options)
    p = options.get("proj_size", 4)
    sizes = {state: p if state == "h" else 4 for state in model.program.cell.state}
    states = tuple(tuple({s: RNG.normal(size=m) for s, m in sizes.items()} for _ in layer) for layer in model.params)
    found = read(write(replace(model, initial_states=states)))
    assert (found.name, found.cell, found.dtype, len(found.params)) == (model.name, model.cell, "float64", len(states))
    assert np.array_equal(found.x, model.x)
    for k, layer in enumerate(model.params):
        for d, params in enumerate(layer):
            pairs = [(found.params[k][d], params), (found.initial_states[k][d], states[k][d])]
            assert all(np.array_equal(one[name], array) for one, other in pairs for name, array in other.items())


def test_the_activation_is_in_the_metadata():
    model = replace(model_of(nn.RNN), cell="RNN-ReLU")
    for cell in ("RNN-ReLU", "RNN"):
        found = read(write(replace(model, cell=cell)))
        assert found.cell == cell and ASSUMED not in found.notes
    assert read(write(replace(model, x=None))).x is None


def changed(metadata=None, **arrays):
    whole = load(write(model_of(nn.LSTM))) | {name.replace("__", "."): array for name, array in arrays.items()}
    return save(whole, {"gatescope": json.dumps({"name": "a", "kind": "LSTM"} | (metadata or {}))})


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no safetensors file"),
        (changed()[:200], "no safetensors file"),
        (changed(gatescope__x=np.ones((6, 4))), "“gatescope.x” has the shape (6, 4); (steps, 3) would be right"),
        (changed(gatescope__x=np.full((6, 3), np.nan)), "“gatescope.x” does not hold finite float numbers"),
        (changed(gatescope__x=np.ones((6, 3), np.int64)), "“gatescope.x” does not hold finite float numbers"),
        (changed(gatescope__start__h_l0=np.ones(3)), "“gatescope.start.h_l0” has the shape (3,); (4,) would be right"),
        (changed({"kind": "GRU"}), "The file names the cell “GRU”, but its shapes are those of LSTM"),
    ],
)
def test_a_bundle_that_cannot_be_used_raises(data, sentence):
    with pytest.raises(ModelError) as caught:
        read(data)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "{", "[" * 100_000])
def test_other_metadata_are_ignored(text):
    data = save(load(write(model_of(nn.GRU))), {"gatescope": text})
    assert read(data).cell == "GRU"
