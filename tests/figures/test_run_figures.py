import numpy as np
import pytest

from explainer.figures import run_figures


def curve(*losses: float) -> dict:
    return {"step": np.arange(1, len(losses) + 1), "loss": np.array(losses)[:, None]}


def test_each_line_has_a_dash_of_its_own():
    lines = run_figures.loss_curves({name: curve(1.0, 0.5) for name in "abcdef"})["data"]
    assert len({line["line"]["dash"] for line in lines}) == len(lines) == run_figures.MAX_RUNS


@pytest.mark.parametrize(("losses", "alone"), [((2.1, 1.7), False), ((2.1, 0.3), False), ((2.1, 0.002), True)])
def test_powers_of_ten_stand_alone_where_two_of_them_fit(losses, alone):
    axis = run_figures.loss_curves({"a": curve(*losses)})["layout"]["yaxis"]
    assert axis["type"] == "log" and ("dtick" in axis) is alone


def test_a_curve_without_a_point_has_no_line():
    assert run_figures.loss_curves({"a": curve()})["data"] == []
