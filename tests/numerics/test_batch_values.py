import numpy as np
import pytest

from explainer.numerics import batch_values
from explainer.numerics.batch_values import layer_values
from explainer.numerics.measures import keep_factor
from explainer.numerics.trace import trace
from tests.conftest import layers_of, small_run


@pytest.mark.parametrize("most", [1, 60, 10**6])
@pytest.mark.parametrize("layer", [0, 1])
def test_slices_give_what_one_run_gives(monkeypatch, most, layer):
    monkeypatch.setattr(batch_values, "MOST_AT_ONCE", most)
    layers = layers_of(small_run("GRU"))
    x = np.random.default_rng(5).normal(size=(6, 7, 3))  # (T, B, n)
    found = layer_values(layers, x, layer, lambda run: {"h": run.values["h"], "kept": keep_factor(run, "h")})
    run = trace(layers, x).layers[layer]
    assert np.allclose(found["h"], run.values["h"], atol=1e-14)
    assert np.allclose(found["kept"], run.values["z"], atol=1e-14)
