from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save
from torch import nn

from explainer.inputs.generated import made
from explainer.inputs.text import read_text
from explainer.numerics.setup import showing
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model_view import handed_on, opened, read_by, shortened

STEPS, N, M = 9, 3, 5


def torch_and_ours(kind, **options):
    """Return a module of torch.nn in float64, and the model that its state_dict opens as."""
    torch.manual_seed(5)
    module = kind(N, M, **options).double()
    data = save({name: tensor.detach().numpy() for name, tensor in module.named_parameters()})
    return module, open_file("a.safetensors", data)[0]


def shown_by(module, x):
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
def test_a_stack_that_reads_one_way_is_shown_whole(kind, options):
    module, model = torch_and_ours(kind, **options)
    sequence = made("noise", N, 1)
    setup = showing(opened(model, "mark"))
    assert (setup.layers, setup.m) == (options["num_layers"], M)
    assert read_by(model, (0, 0), sequence) is sequence
    h = setup.run(sequence).output  # of a projected LSTM, before its projection
    theirs = shown_by(module, sequence.x)
    top = model.parts[-1][0]
    assert np.abs((h @ top["P"].T if "P" in top else h) - theirs).max() < 1e-12
    assert np.abs(handed_on(model, options["num_layers"] - 1, sequence.x) - theirs).max() < 1e-12


@pytest.mark.parametrize("options", [{}, {"proj_size": 2}], ids=["plain", "projected"])
@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_layer_of_a_model_that_reads_both_ways_is_shown_in_its_own_time(layer, direction, options):
    module, model = torch_and_ours(nn.LSTM, num_layers=layer + 1, bidirectional=True, **options)
    sequence = made("noise", N, 1)
    setup = showing(opened(model, "mark", (layer, direction)))
    read = read_by(model, (layer, direction), sequence)
    h = setup.run(read).output
    part = model.parts[layer][direction]
    ours = h @ part["P"].T if "P" in part else h  # (T, p)
    theirs = shown_by(module, sequence.x)  # (T, 2 p): forward, then reverse
    p = theirs.shape[1] // 2
    theirs = theirs[:, p:][::-1] if direction else theirs[:, :p]
    assert np.abs(ours - theirs).max() < 1e-12
    assert read.title().endswith("from its end") == bool(direction)
    assert read.labels == (sequence.labels[::-1] if direction else sequence.labels)


def test_what_is_read_is_called_by_where_it_comes_from():
    _, model = torch_and_ours(nn.GRU, num_layers=2, bidirectional=True)
    text = read_text("abc", "character")
    assert read_by(model, (0, 1), text).title() == "“abc”, from its end"
    upper = read_by(model, (1, 0), text)
    assert upper.title() == "what layer 1 makes of “abc”"
    assert upper.channels[0] == "forward 1" and upper.channels[M] == "reverse 1" and len(upper.channels) == 2 * M


def test_opened_parts_can_be_told_apart():
    _, model = torch_and_ours(nn.GRU, bidirectional=True)
    places = [(0, 0), (0, 1)]
    assert len({opened(model, mark, place) for mark in ("a", "b") for place in places}) == 4
    assert opened(model, "a", (0, 1)).said.endswith("layer 1 of 1, reverse, written by PyTorch")


def test_what_a_run_has_no_room_for_is_cut():
    torch.manual_seed(5)
    data = save({name: tensor.detach().numpy() for name, tensor in nn.GRU(N, 1024).named_parameters()})
    (one,) = open_file("a.safetensors", data)
    model = replace(one, parts=4 * one.parts)
    sequence = read_text("ab" * 200 + "c", "character")
    cut, said = shortened(model, sequence)
    assert (cut.x.shape, len(cut.labels)) == ((256, N), 256)
    assert said.endswith("The first 256 of 401 steps are read.")
    _, small = torch_and_ours(nn.GRU)
    assert shortened(small, sequence) == (sequence, "")
