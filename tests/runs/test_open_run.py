import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.module_trace import trace_module
from explainer.numerics import trace
from explainer.runs.loading import OpenError
from explainer.runs.open_run import open_run
from explainer.runs.row import Row
from explainer.runs.store import Store
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe


@pytest.fixture
def server(tmp_path, monkeypatch):
    """The store of a server that lives, with runs of three cells, each with three starts and two moments."""
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
def test_a_run_that_a_server_holds_is_a_module_of_torch_with_the_numbers_of_the_trace(server, cell, kind):
    found = open_run(f"run{cell.lower()}", of=2)
    module, x = found.module(), found.problem.probe.x[:, :, 0]
    assert type(module) is kind and found.steps == (1, 40) and found.trained.at == 40
    ours = trace(found.layers, x)
    theirs = trace_module(module, torch.tensor(x, dtype=torch.float32)[:, None], found.state())
    assert np.abs(theirs.output[:, 0].numpy() - ours.output).max() < 1e-5
    said = found.linear()(theirs.output[-1, 0]).detach().numpy()
    assert np.abs(said - found.readout.said(ours.output[-1])).max() < 1e-5
    assert np.abs(theirs["h_l1"][:, 0].numpy() - ours.layers[1].values["h"]).max() < 1e-5


def test_another_moment_has_other_weights_and_another_cell_is_a_module_too(server):
    early, late = open_run("runmgu", at=1), open_run("runmgu")
    assert not np.array_equal(early.layers[0].params["W_f"], late.layers[0].params["W_f"])
    x = late.problem.probe.x[:, :, 0]
    shown = late.module()(torch.tensor(x, dtype=torch.float32)).detach().numpy()
    plain = [type(layer)(layer.program, layer.params) for layer in late.layers]  # the module begins at zeros
    assert np.abs(shown - trace(plain, x).output).max() < 1e-5


def test_shipped_runs_are_opened_by_name():
    found = open_run("recall-gru", at=0)
    assert "before the first update" in repr(found) and isinstance(found.module(), nn.GRU)
    assert open_run("recall-gru").trained.at == found.steps[-1]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"run": "zzz"}, "There is no run “zzz”"),
        ({"run": "rungru", "at": 2}, "step 2 were not kept; there are those of 1, 40"),
        ({"run": "rungru", "of": 4}, "has 3 starts; there is no 4"),
        ({"run": "recall-gru", "at": 3}, "step 3 were not kept"),
        ({"run": "recall-gru", "of": 0}, "there is no 0"),
    ],
)
def test_what_is_not_there_is_told(server, asked, words):
    with pytest.raises(OpenError, match=words):
        open_run(**asked)
