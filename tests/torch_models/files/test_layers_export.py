import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import load

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.torch_layout import TORCH_CELLS
from explainer.numerics.initialisation import init_params
from explainer.numerics.parity import exported_module, torch_module
from explainer.numerics.trace import Layer, trace
from explainer.torch_models.files import layers_export
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.packing import unpack
from explainer.torch_models.files.reader_process import response
from tests.conftest import small_run
from tests.numerics.test_embedding import TOKENS, V, stacks


@pytest.mark.parametrize("cell", CELLS)
def test_an_exported_stack_loads_into_the_pytorch_module(cell):
    """The weights load into torch's own module, or into the exported one, without a change."""
    run = small_run(cell)
    layers = [one.layer for one in run.layers]
    module = torch_module(layers) if cell in TORCH_CELLS else exported_module(layers)
    expected = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    pairs = [
        {name: torch.tensor(array) for name, array in load(layers_export.safetensors(layers)).items()},
        torch.load(io.BytesIO(layers_export.pt(layers)), weights_only=True),
    ]
    for found in pairs:
        for parameter in module.parameters():
            torch.nn.init.zeros_(parameter)
        assert module.load_state_dict(found).missing_keys == []
        again = module.state_dict()
        assert all(torch.equal(again[name], tensor) for name, tensor in expected.items())


def test_layers_of_a_cell_of_ones_own_open_with_its_equations():
    cell = read_cell("i = exp(W_i @ x)  # write: how much\nh = i / (i + 1) * tanh(U_h @ h_prev + b_h)")
    program = lower(cell)
    layers = [Layer(program, init_params(program, n, 4, 0, layer=k)) for k, n in enumerate((3, 4))]
    (model,) = open_file("own.safetensors", layers_export.safetensors(layers))
    x = np.random.default_rng(0).normal(size=(5, 3))
    assert model.program.cell == cell and model.name == cell.name and not model.notes
    again = trace([model.layer(0), model.layer(1)], x)
    assert np.array_equal(again.output, trace(layers, x).output)


def test_other_cells_have_the_names_of_the_exported_module():
    names = set(layers_export.exported_arrays([one.layer for one in small_run("MGU").layers]))
    assert "layers.0.W_f" in names and "layers.1.U_f" in names
    assert all(
        array.dtype == np.float64
        for array in layers_export.exported_arrays([small_run("MGU").layers[0].layer]).values()
    )


@pytest.mark.parametrize("cell", CELLS)
def test_an_exported_stack_opens_here_again(cell):
    layers = [one.layer for one in small_run(cell).layers]
    (found,) = open_file("a.safetensors", layers_export.safetensors(layers))
    (other,) = unpack(response("zip", "a", layers_export.pt(layers), lambda: None)[1:])
    assert (found.cell, found.dtype) == (cell, "float64")
    assert other.cell == cell or lower(CELLS[other.cell]).params == lower(CELLS[cell]).params  # .pt has no place for it
    for k, layer in enumerate(layers):
        pairs = [(found.params[k][0][name], array) for name, array in layer.params.items()]
        assert all(np.allclose(one, other, rtol=1e-15, atol=0) for one, other in pairs)


@pytest.mark.parametrize("cell", ["LSTM", "MGU"])
def test_an_embedding_is_exported_beside_the_layers_and_read_again(cell):
    _, folded, embedding = stacks(cell)
    data = layers_export.safetensors(folded, embedding)
    assert load(data)["embedding.E"].shape == (1, V, embedding.size)
    (model,) = open_file("x.safetensors", data)
    x = np.eye(V)[TOKENS]
    found = trace([model.layer(k) for k in range(2)], x).output
    assert model.cell == cell and np.abs(found - trace(folded, x).output).max() < 1e-12
    assert "embeds each of 7 tokens in 4 numbers" in model.notes[0]
    changed = [replace(folded[0], params={name: array + 0.1 for name, array in folded[0].params.items()}), folded[1]]
    (other,) = open_file("x.safetensors", layers_export.safetensors(changed, embedding))
    assert np.abs(other.layer(0).params["U_f"] - changed[0].params["U_f"]).max() == 0 and "embeds" not in str(
        other.notes
    )
