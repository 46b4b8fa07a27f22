import numpy as np

from explainer.figures.panels import panels
from tests.torch_models.modules.traced import traced, traced_packed


def test_gates_lie_between_0_and_1_and_signed_values_share_a_limit():
    t = traced(num_layers=2)
    found = panels(t.run, ("f", "g", "c"))
    assert [(one.name, one.suffix, one.role) for one in found[:2]] == [("f", "l0", "keep"), ("g", "l0", "new")]
    assert found[0].limits == (0.0, 1.0) and found[0].is_gate
    signs = [one for one in found if not one.is_gate]
    assert {one.limits for one in signs} == {(-max(np.abs(one.values).max() for one in signs), signs[0].limits[1])}


def test_one_sequence_is_shown_up_to_its_end():
    t = traced_packed()
    assert panels(t.run, ("c",), 1)[0].values.shape == (3, 4)
    assert np.array_equal(panels(t.run, ("c",), 2)[0].values, t["c"][:, 1].numpy())
