import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.lessons import clipping, clipping_figures

PATHS = clipping.descent_paths((4.65, -1.55), 0.8, 0.15, 20)


def numbers(value) -> list[np.ndarray]:
    """Return every array of numbers in a figure."""
    if isinstance(value, dict):
        return [array for one in value.values() for array in numbers(one)]
    if isinstance(value, list | tuple):
        return [array for one in value for array in numbers(one)]
    return [value] if isinstance(value, np.ndarray) else []


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize(
    "start", [(4.65, -1.55), (4.16, -2.1)], ids=["paths with all steps", "a path that stops at its start"]
)
def test_every_figure_is_valid_plotly_of_finite_numbers(start, mode):
    paths = clipping.descent_paths(start, 0.8 if start[0] > 4.5 else 1e308, 0.15, 12)
    raw = paths["norm"].gradients[0]
    figures = [
        clipping_figures.surface_3d(paths, 30, mode), clipping_figures.surface_heatmap(paths, mode),
        clipping_figures.error_curves(paths, mode),
        clipping_figures.clipped_gradients(raw, 0.15, mode),
        clipping_figures.clipped_gradients(np.zeros(2), 0.15, mode),
    ]  # fmt: skip
    for figure in figures:
        assert len(go.Figure(figure).data) >= 3
        assert all(np.isfinite(array).all() for array in numbers(figure))


def test_the_3d_figure_has_the_surface_and_the_paths_on_it():
    relief, *lines = clipping_figures.surface_3d(PATHS)["data"]
    assert np.array_equal(relief["z"], clipping.error_surface().error) and np.array_equal(
        relief["x"], clipping.error_surface().w
    )
    marks = {line["name"]: line for line in lines if line["mode"] == "markers"}
    shown = marks["norm clipping"]
    np.testing.assert_allclose(np.stack([shown["x"], shown["y"]], axis=1), PATHS["norm"].points)
    np.testing.assert_allclose(shown["z"], PATHS["norm"].errors)
    assert len(marks["without clipping"]["x"]) == clipping.exit_step(PATHS["none"]) + 1


def test_the_view_rotates_around_the_surface():
    eyes = [clipping_figures.surface_3d(PATHS, turn)["layout"]["scene"]["camera"]["eye"] for turn in (0, 90)]
    assert (eyes[0]["x"], eyes[1]["y"]) == pytest.approx((1.9, 1.9))
    assert (eyes[0]["y"], eyes[1]["x"]) == pytest.approx((0.0, 0.0))


def test_the_heat_map_has_the_logarithm_of_the_errors():
    shades = clipping_figures.surface_heatmap(PATHS)["data"][0]
    above = clipping.error_surface().error > clipping.LOWEST_ERROR
    np.testing.assert_allclose(10 ** shades["z"][above], clipping.error_surface().error[above])


def test_the_clipped_gradients_end_on_the_circle_and_within_the_square():
    raw = np.array([-7.0, -11.0])
    lines = {
        line["name"]: (line["x"][-1], line["y"][-1]) for line in clipping_figures.clipped_gradients(raw, 0.15)["data"]
    }
    assert np.hypot(*lines["norm clipping"]) == pytest.approx(0.15)
    assert lines["value clipping"] == pytest.approx((-0.15, -0.15))
    assert np.cross([*raw, 0], [*lines["raw gradient"], 0])[2] == pytest.approx(0.0)
