import io

import numpy as np
import pytest
import torch
from torch import nn

from explainer.figures import module_tables
from explainer.figures.module_tables import frame, npz
from explainer.torch_models.modules.module_spec import TorchModuleError
from tests.torch_models.modules.traced import traced, traced_packed


def test_the_frame_is_long_and_counts_from_1():
    t = traced(nn.GRU, num_layers=2, bidirectional=True)
    table = frame(t.run)
    assert list(table.columns) == ["layer", "direction", "t", "sequence", "name", "unit", "value"]
    assert len(table) == 4 * 4 * 5 * 2 * 4 and set(table.name) == set("rznh")
    rows = table[(table.layer == 2) & (table.direction == "reverse") & (table.t == 3) & (table.sequence == 2)]
    assert np.array_equal(rows[rows.name == "z"].value, t["z_l1_reverse"][2, 1].numpy())


def test_other_values_can_be_named():
    t = traced()
    table = frame(t.run, ["W_f @ x"])
    assert np.array_equal(table.value, t["W_f @ x"].numpy().ravel())
    with pytest.raises(TorchModuleError, match="“q” is no value"):
        frame(t.run, ["q"])


def test_padding_is_left_out():
    t = traced_packed()
    table = frame(t.run, ["c"])
    assert len(table) == (3 + 5) * 4 and table[table.sequence == 1].t.max() == 3
    assert np.array_equal(table[table.sequence == 2].value, t["c"][:, 1].numpy().ravel())


def test_a_frame_that_would_be_too_long_is_an_error(monkeypatch):
    monkeypatch.setattr(module_tables, "MOST_ROWS", 100)
    with pytest.raises(TorchModuleError, match="would have 240 rows; 100 is the most"):
        frame(traced().run)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_npz_has_values_weights_and_initial_states(dtype):
    t = traced(bidirectional=True, dtype=dtype)
    with np.load(io.BytesIO(npz(t.run)), allow_pickle=False) as file:
        assert np.array_equal(file["l0_reverse/f"], t["f_l0_reverse"].numpy()) and file["l0/c"].shape == (5, 2, 4)
        assert np.array_equal(file["l0/W_g"], t.module.weight_ih_l0.detach().numpy()[8:12])
        assert file["l0/x"].shape == (5, 2, 3) and not file["l0/start/c"].any()
        assert file["l0/f"].dtype == {torch.float32: "f4", torch.float64: "f8"}[dtype]


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_a_projection_shows_fewer_units():
    t = traced(proj_size=2)
    assert frame(t.run, ["h"]).unit.max() == 2 and frame(t.run, ["c"]).unit.max() == 4


def test_the_methods_do_the_same(tmp_path):
    t = traced()
    assert t.to_frame(("f",)).equals(frame(t.run, ["f"]))
    t.to_npz(tmp_path / "all.npz")
    with np.load(tmp_path / "all.npz") as file:
        assert np.array_equal(file["l0/f"], t["f"].numpy())
