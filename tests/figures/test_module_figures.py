import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.palette import HUES
from explainer.figures.module_figures import MOST_NUMBERS, figure
from explainer.torch_models.modules.module_spec import TorchModuleError
from tests.torch_models.modules.traced import traced, traced_packed


def test_all_gates_and_states_of_every_direction_have_their_colours():
    t = traced(bidirectional=True)
    shown = figure(t.run, sequence=2)
    assert [trace.meta for trace in shown.data] == [*"ifgoch"] * 2
    f = shown.data[7]
    assert np.array_equal(f.z, t["f_l0_reverse"][:, 1].numpy().T) and f.colorscale[-1][1] == HUES["keep"][0]
    assert shown.layout.annotations[7].text == "<b>f</b> l0_reverse"


def test_states_and_single_names():
    t = traced()
    assert [trace.meta for trace in figure(t.run, "states").data] == ["h", "c"]
    (only,) = figure(t.run, "W_f @ x").data
    assert np.array_equal(only.z, t["W_f @ x"][:, 0].numpy().T)
    with pytest.raises(TorchModuleError, match="“nothing” is no value"):
        figure(t.run, "nothing")
    with pytest.raises(TorchModuleError, match="There is no sequence 3"):
        figure(t.run, "f", sequence=3)


def test_panels_do_not_overlap():
    layout = figure(traced(nn.GRU, num_layers=3).run).layout.to_plotly_json()
    spans = [(layout[f"xaxis{k}"]["domain"], layout[f"yaxis{k}"]["domain"]) for k in ["", *range(2, 13)]]
    for k, (across, down) in enumerate(spans):
        for other, below in spans[:k]:
            assert across[0] >= other[1] or other[0] >= across[1] or down[0] >= below[1] or below[0] >= down[1]


def test_norms_are_those_of_gradients_or_else_of_jacobians():
    t = traced()
    gradients = t.backward(lambda output: output[-1].sum())
    h, c = figure(t.run, "norms", gradients=gradients).data
    assert np.array_equal(h.y, gradients.norms("h")) and np.array_equal(c.y, gradients.norms("c"))
    assert np.array_equal(figure(t.run, "norms", sequence=2).data[0].y, t.jacobian_norms("h")[:, 1])
    assert len(figure(traced_packed().run, "norms").data[0].y) == 3


def test_large_values_are_shown_as_means_with_a_note():
    t = traced(steps=2100, batch=1, m=64, num_layers=3)
    shown = figure(t.run)
    assert sum(trace.z.size for trace in shown.data) <= MOST_NUMBERS
    assert shown.layout.annotations[0].text == "<b>i</b> l0, means over 3 steps and 2 units"
    (one,) = figure(t.run, "f_l9"[:1]).data[:1]
    assert (one.x0, one.dx) == (2.0, 3) and one.z[0, 0] == pytest.approx(float(t["f_l0"][:3, 0, 0].mean()), abs=1e-6)


def test_the_method_does_the_same():
    t = traced(dtype=torch.float64)
    assert t.figure("f", 2).to_json() == figure(t.run, "f", 2).to_json()
