import numpy as np
import pytest

from explainer.inputs.scaling import SCALINGS, Scaling, fit_scaling


@pytest.mark.parametrize("kind", SCALINGS)
@pytest.mark.parametrize("raw", [[10.0, 20.0, 40.0], [5.0, 5.0], [-1e9, 1e9]])
def test_every_scaling_can_be_undone(kind, raw):
    column = np.array(raw)
    scaling = fit_scaling(column, kind)
    assert np.allclose(scaling.undo(scaling.apply(column)), column)
    assert np.isfinite(scaling.apply(column)).all()


def test_the_kinds_of_scaling():
    column = np.array([10.0, 20.0, 40.0])
    assert fit_scaling(column, "none").apply(column).tolist() == [10, 20, 40]
    assert fit_scaling(column, "0 to 1").apply(column)[[0, -1]].tolist() == [0, 1]
    assert fit_scaling(column, "standard").apply(column).std() == pytest.approx(1)


def test_formula():
    assert Scaling().formula("load") == "load"
    assert Scaling(-2.0, 4.0).formula("load") == "(load + 2) / 4"
    assert Scaling(0.0, 100.0).formula("load") == "load / 100"
