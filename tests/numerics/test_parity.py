from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.numerics.parity import TORCH_CLASSES, compare, exported_module, torch_module
from explainer.numerics.trace import Hold, Layer, trace
from tests.conftest import layers_of, small_run
from tests.numerics.test_embedding import TOKENS, V, stacks

SIZES = [(9, 1, 1, 1), (12, 3, 4, 1), (7, 5, 8, 2), (20, 2, 6, 3), (5, 16, 32, 2)]


@pytest.mark.parametrize("name", TORCH_CLASSES)
@pytest.mark.parametrize(("steps", "n", "m", "layers"), SIZES)
def test_values_equal_torch_nn(name, steps, n, m, layers):
    run = small_run(name, steps, n, m, layers)
    shown, state = torch_module(layers_of(run))(torch.tensor(run.x))
    assert np.abs(shown.detach().numpy() - run.output).max() < 1e-12
    last = dict(zip(("h", "c"), state if isinstance(state, tuple) else (state,), strict=False))
    for name, values in last.items():
        for k, layer in enumerate(run.layers):
            assert np.abs(values[k].detach().numpy() - layer.values[name][-1]).max() < 1e-12


def grads(module: torch.nn.Module, x: np.ndarray) -> torch.nn.Module:
    """Send a loss that weighs every output differently backward through a module."""
    shown = module(torch.tensor(x))
    shown = shown[0] if isinstance(shown, tuple) else shown
    weights = torch.arange(1.0, shown.numel() + 1, dtype=torch.float64).reshape(shown.shape)
    ((weights * shown).sum() / shown.numel()).backward()
    return module


@pytest.mark.parametrize("name", TORCH_CLASSES)
@pytest.mark.parametrize(("steps", "n", "m", "layers"), SIZES)
def test_weight_gradients_equal_torch_nn(name, steps, n, m, layers):
    run = small_run(name, steps, n, m, layers)
    theirs, ours = grads(torch_module(layers_of(run)), run.x), grads(exported_module(layers_of(run)), run.x)
    letters = [key[2:] for key in run.layers[0].program.params if key[0] == "W"]
    pairs = {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b", "bias_hh": "d"}
    for k, layer in enumerate(ours.layers):
        for their_name, letter in pairs.items():
            own = (
                letter if hasattr(layer, f"{letter}_{letters[0]}") else "b"
            )  # one bias: both of torch's have its gradient
            blocks = torch.cat([getattr(layer, f"{own}_{gate}").grad for gate in letters])
            wanted = getattr(theirs, f"{their_name}_l{k}").grad
            if letter == "d" and own == "d" or letter != "d":
                assert (blocks - wanted).abs().max() < 1e-12 * max(1.0, wanted.abs().max())


@pytest.mark.parametrize("name", CELLS)
def test_compare_has_a_reference_for_every_cell(name):
    parity = compare(small_run(name))
    assert parity.difference < 1e-12
    assert parity.reference == (
        f"torch.nn.{TORCH_CLASSES[name][0].__name__}" if name in TORCH_CLASSES else "the exported module"
    )


def test_compare_finds_a_wrong_number(monkeypatch):
    run = small_run("LSTM")
    layers = [
        Layer(layer.program, {**layer.layer.params, "b_f": layer.layer.params["b_f"] + 1e-6}) for layer in run.layers
    ]
    wrong = trace(layers, run.x)
    monkeypatch.setattr("explainer.numerics.parity.torch_module", lambda _: torch_module(layers_of(run)))
    assert compare(wrong).difference > 1e-9


@pytest.mark.parametrize("name", CELLS)
def test_compare_with_initial_states_and_without_holds(name):
    run = small_run(name)
    state = {key: np.linspace(-1, 1, 4) for key in run.layers[0].program.cell.state}
    letter = run.layers[0].program.cell.equations[0].name
    layers = [replace(layer.layer, state=state, holds=(Hold(letter, 2, 0.5),)) for layer in run.layers]
    assert compare(trace(layers, run.x)).difference < 1e-12


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN", "MGU"])
def test_a_folded_embedding_is_compared_with_torchs_embedding(cell):
    _, folded, embedding = stacks(cell)
    run = trace(folded, np.eye(V)[TOKENS])
    parity = compare(run, embedding)
    kind = "the exported module" if cell == "MGU" else f"torch.nn.{cell}"
    assert parity.reference == f"torch.nn.Embedding and {kind}" and parity.difference < 1e-12
    assert compare(trace(folded, np.full((3, V), 0.5)), embedding).reference == kind
    changed = replace(folded[0], params={name: array + 0.1 for name, array in folded[0].params.items()})
    found = compare(trace([changed, folded[1]], run.x), embedding)
    assert found.reference == kind and found.difference < 1e-12
    wrong = replace(embedding, matrix=embedding.matrix + 1.0)
    assert compare(run, wrong).reference == kind  # what is folded in is another
