import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.lessons import clipping, clipping_figures

WALKS = clipping.walks((4.65, -1.55), 0.8, 0.15, 20)


def numbers(value) -> list[np.ndarray]:
    """Return every array of numbers in a picture."""
    if isinstance(value, dict):
        return [array for one in value.values() for array in numbers(one)]
    if isinstance(value, list | tuple):
        return [array for one in value for array in numbers(one)]
    return [value] if isinstance(value, np.ndarray) else []


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize(
    "start", [(4.65, -1.55), (4.16, -2.1)], ids=["walks that go on", "a walk that stops where it begins"]
)
def test_every_figure_is_valid_plotly_of_finite_numbers(start, mode):
    walks = clipping.walks(start, 0.8 if start[0] > 4.5 else 1e308, 0.15, 12)
    raw = walks["norm"].gradients[0]
    pictures = [
        clipping_figures.relief(walks, 30, mode), clipping_figures.plan(walks, mode),
        clipping_figures.falling(walks, mode),
        clipping_figures.arrows(raw, 0.15, mode), clipping_figures.arrows(np.zeros(2), 0.15, mode),
    ]  # fmt: skip
    for picture in pictures:
        assert len(go.Figure(picture).data) >= 3
        assert all(np.isfinite(array).all() for array in numbers(picture))


def test_the_relief_is_the_surface_and_the_walks_lie_on_it():
    hill, *lines = clipping_figures.relief(WALKS)["data"]
    assert np.array_equal(hill["z"], clipping.surface().error) and np.array_equal(hill["x"], clipping.surface().w)
    marks = {line["name"]: line for line in lines if line["mode"] == "markers"}
    shown = marks["norm clipping"]
    np.testing.assert_allclose(np.stack([shown["x"], shown["y"]], axis=1), WALKS["norm"].places)
    np.testing.assert_allclose(shown["z"], WALKS["norm"].errors)
    assert len(marks["without clipping"]["x"]) == clipping.leaves(WALKS["none"]) + 1


def test_the_view_turns_around_the_surface():
    eyes = [clipping_figures.relief(WALKS, turn)["layout"]["scene"]["camera"]["eye"] for turn in (0, 90)]
    assert (eyes[0]["x"], eyes[1]["y"]) == pytest.approx((1.9, 1.9))
    assert (eyes[0]["y"], eyes[1]["x"]) == pytest.approx((0.0, 0.0))


def test_the_plan_shows_the_logarithm_of_the_same_errors():
    shades = clipping_figures.plan(WALKS)["data"][0]
    kept = clipping.surface().error > clipping.LOWEST
    np.testing.assert_allclose(10 ** shades["z"][kept], clipping.surface().error[kept])


def test_the_arrows_end_on_the_circle_and_within_the_square():
    raw = np.array([-7.0, -11.0])
    lines = {line["name"]: (line["x"][-1], line["y"][-1]) for line in clipping_figures.arrows(raw, 0.15)["data"]}
    assert np.hypot(*lines["norm clipping"]) == pytest.approx(0.15)
    assert lines["value clipping"] == pytest.approx((-0.15, -0.15))
    assert np.cross([*raw, 0], [*lines["raw gradient"], 0])[2] == pytest.approx(0.0)
