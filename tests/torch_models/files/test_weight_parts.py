import io
import re

import numpy as np
import pytest
import torch
from safetensors.torch import save
from torch.nn.utils import parametrizations, prune

from explainer.numerics.backward import backward
from explainer.numerics.trace import trace
from explainer.torch_models.files.entries import entry_of
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.pickle_file import read_pickled
from explainer.torch_models.files.state_dict import BESIDE, read_state_dict
from explainer.torch_models.files.weight_parts import DROPPED, NORMALISED, PRUNED, assemble, is_part
from explainer.torch_models.model import Model, ModelError

from .running import run

MODULES = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "RNN": torch.nn.RNN}
WAYS = {
    "old": lambda module, name, dim: torch.nn.utils.weight_norm(module, name, dim=dim),
    "new": lambda module, name, dim: parametrizations.weight_norm(module, name, dim=dim),
}
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN"),
]


def normalised(kind: str, way: str, weights=("weight_hh_l0",), dim=0, **settings) -> torch.nn.Module:
    """Return a module whose lengths g are not those of its first weights."""
    torch.manual_seed(0)
    module = MODULES[kind](3, 4, **settings)
    for name in weights:
        module = WAYS[way](module, name, dim)
    with torch.no_grad():
        for name, tensor in module.named_parameters():
            if name.endswith(("_g", "original0")):
                tensor.mul_(torch.rand_like(tensor) + 0.5)
    return module


def read_module(module: torch.nn.Module) -> Model:
    out = io.BytesIO()
    torch.save(module.state_dict(), out)
    (model,) = read_pickled(out.getvalue(), "a")
    (same,) = open_file("a.safetensors", save(dict(module.state_dict())))
    assert all(np.array_equal(array, same.params[0][0][key]) for key, array in model.params[0][0].items())
    return model


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dim", [0, 1, None])
def test_normalised_weights_compute_what_torch_computes(kind, way, dim):
    module = normalised(kind, way, dim=dim)
    model, x = read_module(module), torch.randn(5, 2, 3)
    assert model.cell == kind and NORMALISED in model.notes and model.dtype == "float32"
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-6


@pytest.mark.parametrize("way", WAYS)
def test_every_weight_of_every_layer_may_be_normalised(way):
    names = [f"weight_{what}_l{layer}{end}" for what in ("ih", "hh") for layer in (0, 1) for end in ("", "_reverse")]
    module = normalised("LSTM", way, [*names, "weight_hr_l0"], num_layers=2, bidirectional=True, proj_size=2)
    model, x = read_module(module), torch.randn(5, 2, 3)
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-6


def stacked(found: dict[str, np.ndarray], letter: str) -> np.ndarray:
    return np.concatenate([found[f"{letter}_{gate}"] for gate in "ifgo"])


@pytest.mark.parametrize("way", WAYS)
def test_gradients_are_those_of_torch_for_lengths_and_directions(way):
    """Salimans and Kingma 2016, equation 3: what our gradient of w gives for g and v is what autograd gives."""
    module = normalised("LSTM", way)
    model, x, above = read_module(module), torch.randn(6, 3, requires_grad=True), torch.randn(6, 4)
    (module(x)[0] * above).sum().backward()
    found = backward(trace([model.layer()], x.detach().numpy().astype(float)), {"h": above.numpy().astype(float)})
    tensors = dict(module.named_parameters())
    g, v = (
        next(one for name, one in tensors.items() if name.endswith(ends))
        for ends in (("_g", "original0"), ("_v", "original1"))
    )
    assert v.shape == (16, 4) and g.shape == (16, 1)
    w, direction = stacked(found.layers[0].params, "U"), v.detach().numpy().astype(float)
    length = np.linalg.norm(direction, axis=1, keepdims=True)
    grad_g = (w * direction).sum(axis=1, keepdims=True) / length
    grad_v = g.detach().numpy() / length * (w - grad_g * direction / length)
    assert np.abs(grad_g - g.grad.numpy()).max() < 1e-5 and np.abs(grad_v - v.grad.numpy()).max() < 1e-5
    assert np.abs(found.x - x.grad.numpy()).max() < 1e-5
    assert np.abs(stacked(found.layers[0].params, "W") - tensors["weight_ih_l0"].grad.numpy()).max() < 1e-5


@pytest.mark.parametrize("way", WAYS)
def test_a_single_cell_may_be_normalised(way):
    torch.manual_seed(0)
    cell = WAYS[way](torch.nn.GRUCell(3, 4), "weight_hh", 0)
    net = torch.nn.ModuleDict({"decoder": cell})
    model, x = read_module(net), torch.randn(1, 2, 3)
    assert model.name == "decoder"
    assert np.abs(run(model, x.numpy())[0] - cell(x[0]).detach().numpy()).max() < 1e-6


def test_pruned_weights_are_multiplied_by_their_masks():
    torch.manual_seed(0)
    module = torch.nn.GRU(3, 4)
    prune.random_unstructured(module, "weight_hh_l0", 0.5)
    prune.random_unstructured(module, "weight_ih_l0", 0.5)
    model, x = read_module(module), torch.randn(5, 2, 3)
    assert PRUNED in model.notes and (model.params[0][0]["U_r"] == 0).any()
    expected = torch.nn.GRU(3, 4)
    expected.load_state_dict({name: getattr(module, name) for name in expected.state_dict()})
    assert np.abs(run(model, x.numpy()) - expected(x)[0].detach().numpy()).max() < 1e-6


@pytest.mark.parametrize("wrapper", ["module.", ""])
def test_weights_with_dropout_are_read_without_it(wrapper):
    """In AWD-LSTM, “weight_hh_l0_raw” is the weight, and “weight_hh_l0” what dropout left of it in the last update."""
    torch.manual_seed(0)
    module = torch.nn.LSTM(3, 4)
    tensors = {f"rnn.{wrapper}{name}": tensor for name, tensor in module.state_dict().items()}
    tensors["rnn.weight_hh_l0_raw"] = tensors[f"rnn.{wrapper}weight_hh_l0"].clone()
    tensors[f"rnn.{wrapper}weight_hh_l0"] = torch.zeros(16, 4)
    (model,) = open_file("a.safetensors", save(tensors))
    x = torch.randn(5, 2, 3)
    assert DROPPED in model.notes and np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-6


PARAMETRISED = {
    "spectral": (lambda: torch.nn.utils.spectral_norm(torch.nn.LSTM(3, 4), "weight_hh_l0"), "spectral norm"),
    "spectral, new": (lambda: parametrizations.spectral_norm(torch.nn.LSTM(3, 4), "weight_hh_l0"), "spectral norm"),
    "orthogonal": (lambda: parametrizations.orthogonal(torch.nn.LSTM(3, 4), "weight_hh_l0"), "a parametrization"),
}


@pytest.mark.parametrize("case", PARAMETRISED)
def test_other_parametrizations_raise(case):
    make, kind = PARAMETRISED[case]
    entries = {name: entry_of(tensor.numpy()) for name, tensor in make().state_dict().items()}
    sentence = f"“weight_hh_l0” is stored in parts ({kind}) from which it is not computed here; the state_dict after "
    with pytest.raises(ModelError, match=re.escape(sentence) + ".*remove_parametrizations would be right."):
        read_state_dict(entries, "a")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weight_hh_l0_v": np.zeros((16, 4))}, "“v” has a row of zeros, which has no direction"),
        ({"weight_hh_l0_g": np.zeros((3, 1))}, r"“g” has the shape (3, 1); a length for each row of v (16, 4) would"),
        ({"weight_hh_l0_v": np.full((16, 4), np.nan)}, "“v” holds 64 entries that are not finite"),
        ({"weight_hh_l0_g": None}, "“weight_hh_l0” is stored in parts (a parametrization)"),
    ],
)
def test_parts_that_do_not_fit_raise(change, sentence):
    tensors = {name: tensor.numpy() for name, tensor in normalised("LSTM", "old").state_dict().items()} | change
    with pytest.raises(ModelError, match=re.escape(sentence)):
        read_state_dict({name: entry_of(one) for name, one in tensors.items() if one is not None}, "a")


def test_other_names_are_no_parts():
    names = ["a.weight_g", "weight_hh_l0", "a.weight_hh_l0_x", "parametrizations.weight.original0", "fc.weight_orig"]
    assert not any(map(is_part, names)) and assemble({}).entries == {}
    assert is_part("a.b.bias_ih_l2_reverse_orig") and is_part("parametrizations.weight_ih.original1")


def test_arrays_inside_a_module_that_torch_does_not_have_are_named():
    tensors = {f"cell.{name}": tensor for name, tensor in torch.nn.LSTMCell(3, 4).state_dict().items()}
    tensors |= {"cell.norm.weight": torch.ones(16), "cell.norm.bias": torch.ones(16), "cells.weight": torch.ones(3)}
    out = io.BytesIO()
    torch.save(tensors, out)
    for model in (*open_file("a.safetensors", save(tensors)), *read_pickled(out.getvalue(), "a")):
        assert any(
            note.startswith(BESIDE.partition("{")[0] + "2 more arrays inside this module") for note in model.notes
        )
