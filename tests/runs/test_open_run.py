import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.module_trace import trace_module
from explainer.numerics.trace import trace
from explainer.runs.loading import CheckpointError, recipe_problem
from explainer.runs.open_run import open_run
from explainer.runs.row import Row
from explainer.runs.store import Store
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe
from tests.embedded_run import SIZE, arrays_of, recipe_of


@pytest.fixture
def server(tmp_path, monkeypatch):
    """The store of a running server, with runs of three cells, each with three seeds and two checkpoints."""
    monkeypatch.setenv("GATESCOPE_HOME", str(tmp_path))
    store = Store(tmp_path / "runs.sqlite", 10_000_000)
    rng = np.random.default_rng(0)
    for cell in ("GRU", "LSTM", "MGU"):
        store.put(Row(f"run{cell.lower()}", "me", Recipe(task="latch", cell=cell, m=4, layers=2, seeds=3)))
        for step in (1, 40):
            wanted = shapes(lower(CELLS[cell]), Sizes(3, 4, 2, 2, 3))
            arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in wanted}
            arrays |= {"1.start.h": rng.normal(size=(3, 4)).astype(np.float32)}
            store.add_weights(f"run{cell.lower()}", step, pack(arrays))
    yield store
    store.close()


@pytest.mark.parametrize(("cell", "kind"), [("GRU", nn.GRU), ("LSTM", nn.LSTM)])
def test_the_module_of_a_stored_run_computes_the_numbers_of_the_trace(server, cell, kind):
    found = open_run(f"run{cell.lower()}", seed_number=2)
    module, x = found.module(), found.problem.probe.x[:, :, 0]
    assert type(module) is kind and found.steps == (1, 40) and found.checkpoint.step == 40
    ours = trace(found.layers, x)
    theirs = trace_module(module, torch.tensor(x, dtype=torch.float32)[:, None], found.initial_state())
    assert np.abs(theirs.output[:, 0].numpy() - ours.output).max() < 1e-5
    outputs = found.linear()(theirs.output[-1, 0]).detach().numpy()
    assert np.abs(outputs - found.readout.predict(ours.output[-1])).max() < 1e-5
    assert np.abs(theirs["h_l1"][:, 0].numpy() - ours.layers[1].values["h"]).max() < 1e-5


def test_another_step_has_other_weights_and_any_cell_becomes_a_module(server):
    early, late = open_run("runmgu", step=1), open_run("runmgu")
    assert not np.array_equal(early.layers[0].params["W_f"], late.layers[0].params["W_f"])
    x = late.problem.probe.x[:, :, 0]
    shown = late.module()(torch.tensor(x, dtype=torch.float32)).detach().numpy()
    fresh_layers = [type(layer)(layer.program, layer.params) for layer in late.layers]  # the module begins at zeros
    assert np.abs(shown - trace(fresh_layers, x).output).max() < 1e-5


def test_shipped_runs_are_loaded_by_name():
    found = open_run("recall-gru", step=0)
    assert "before the first update" in repr(found) and isinstance(found.module(), nn.GRU)
    assert open_run("recall-gru").checkpoint.step == found.steps[-1]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"run": "zzz"}, "There is no run “zzz”"),
        ({"run": "rungru", "step": 2}, "step 2 are not stored; there are those of 1, 40"),
        ({"run": "rungru", "seed_number": 4}, "has 3 seeds; there is no seed number 4"),
        ({"run": "recall-gru", "step": 3}, "step 3 are not stored"),
        ({"run": "recall-gru", "seed_number": 0}, "there is no seed number 0"),
    ],
)
def test_a_missing_run_step_or_seed_is_an_error(server, args, words):
    with pytest.raises(CheckpointError, match=words):
        open_run(**args)


@pytest.mark.parametrize("cell", ["LSTM", "MGU"])
def test_an_embedding_and_the_module_on_it_compute_the_numbers_of_the_trace(tmp_path, monkeypatch, cell):
    monkeypatch.setenv("GATESCOPE_HOME", str(tmp_path))
    recipe = recipe_of(cell, seeds=2)
    store = Store(tmp_path / "runs.sqlite", 10_000_000)
    store.put(Row("embedded00", "me", recipe))
    store.add_weights("embedded00", 40, pack(arrays_of(recipe, recipe_problem(recipe))))
    store.close()
    found = open_run("embedded00", seed_number=2)
    lookup, tokens = found.embedding(), torch.tensor(found.problem.probe.x[:, 0])
    assert type(lookup) is nn.Embedding and lookup.weight.shape == (found.problem.n, SIZE)
    assert lookup.weight.requires_grad and "each token embedded in 6 numbers" in repr(found)
    shown = found.module()(lookup(tokens))
    shown = (shown[0] if isinstance(shown, tuple) else shown).detach().numpy()
    expected = trace(found.layers, np.eye(found.problem.n)[tokens.numpy()]).output
    assert np.abs(shown - expected).max() < 1e-5
    assert open_run("recall-gru").embedding() is None
