from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save
from torch import nn

from explainer.inputs.generated import generate
from explainer.inputs.text import read_text
from explainer.numerics.setup import with_loaded_weights
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model_view import layer_input, layer_output, loaded_weights, truncated

STEPS, N, M = 9, 3, 5


def torch_and_model(kind, **options):
    """Return a module of torch.nn in float64, and the model that its state_dict opens as."""
    torch.manual_seed(5)
    module = kind(N, M, **options).double()
    data = save({name: tensor.detach().numpy() for name, tensor in module.named_parameters()})
    return module, open_file("a.safetensors", data)[0]


def torch_output(module, x):
    with torch.no_grad():
        return module(torch.tensor(x))[0].numpy()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (nn.LSTM, {"num_layers": 3}),
        (nn.GRU, {"num_layers": 2}),
        (nn.RNN, {"num_layers": 2}),
        (nn.LSTM, {"num_layers": 3, "proj_size": 2}),
    ],
)
def test_a_unidirectional_stack_is_shown_whole(kind, options):
    module, model = torch_and_model(kind, **options)
    sequence = generate("noise", N, 1)
    setup = with_loaded_weights(loaded_weights(model, "mark"))
    assert (setup.layers, setup.m) == (options["num_layers"], M)
    assert layer_input(model, (0, 0), sequence) is sequence
    h = setup.run(sequence).output  # of a projected LSTM, before its projection
    theirs = torch_output(module, sequence.x)
    top = model.params[-1][0]
    assert np.abs((h @ top["P"].T if "P" in top else h) - theirs).max() < 1e-12
    assert np.abs(layer_output(model, options["num_layers"] - 1, sequence.x) - theirs).max() < 1e-12


@pytest.mark.parametrize("options", [{}, {"proj_size": 2}], ids=["plain", "projected"])
@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_layer_of_a_bidirectional_model_is_shown_in_its_own_time(layer, direction, options):
    module, model = torch_and_model(nn.LSTM, num_layers=layer + 1, bidirectional=True, **options)
    sequence = generate("noise", N, 1)
    setup = with_loaded_weights(loaded_weights(model, "mark", (layer, direction)))
    read = layer_input(model, (layer, direction), sequence)
    h = setup.run(read).output
    params = model.params[layer][direction]
    ours = h @ params["P"].T if "P" in params else h  # (T, p)
    theirs = torch_output(module, sequence.x)  # (T, 2 p): forward, then reverse
    p = theirs.shape[1] // 2
    theirs = theirs[:, p:][::-1] if direction else theirs[:, :p]
    assert np.abs(ours - theirs).max() < 1e-12
    assert read.title().endswith("from its end") == bool(direction)
    assert read.labels == (sequence.labels[::-1] if direction else sequence.labels)


def test_the_name_of_an_input_says_where_it_comes_from():
    _, model = torch_and_model(nn.GRU, num_layers=2, bidirectional=True)
    text = read_text("abc", "character")
    assert layer_input(model, (0, 1), text).title() == "“abc”, from its end"
    upper = layer_input(model, (1, 0), text)
    assert upper.title() == "the output of layer 1 for “abc”"
    assert upper.channels[0] == "forward 1" and upper.channels[M] == "reverse 1" and len(upper.channels) == 2 * M


def test_layers_and_directions_differ_in_their_fingerprint():
    _, model = torch_and_model(nn.GRU, bidirectional=True)
    indices = [(0, 0), (0, 1)]
    assert len({loaded_weights(model, one, index) for one in ("a", "b") for index in indices}) == 4
    assert loaded_weights(model, "a", (0, 1)).description.endswith("layer 1 of 1, reverse, written by PyTorch")


def test_an_input_that_is_too_long_is_truncated():
    torch.manual_seed(5)
    data = save({name: tensor.detach().numpy() for name, tensor in nn.GRU(N, 1024).named_parameters()})
    (one,) = open_file("a.safetensors", data)
    model = replace(one, params=4 * one.params)
    sequence = read_text("ab" * 200 + "c", "character")
    cut, message = truncated(model, sequence)
    assert (cut.x.shape, len(cut.labels)) == ((256, N), 256)
    assert message.endswith("The first 256 of 401 steps are read.")
    _, small = torch_and_model(nn.GRU)
    assert truncated(small, sequence) == (sequence, "")
