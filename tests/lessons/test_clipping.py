import math

import numpy as np
import pytest
import torch

from explainer.lessons import clipping

POINTS = np.array([[4.65, -1.55], [4.16, -2.1], [3.5, -3.0], [5.5, -1.0], [4.3, -2.2], [5.5, -2.92]])


def scalar_error(w: float, b: float) -> float:
    """The paper's unit, one number at a time."""
    h = 0.5
    for _ in range(50):
        h = w / (1 + math.exp(-h)) + b
    return (1 / (1 + math.exp(-h)) - 0.7) ** 2


def torch_slopes(points: np.ndarray) -> np.ndarray:
    at = torch.tensor(points, requires_grad=True)
    h = torch.full((len(points),), 0.5, dtype=torch.float64)
    for _ in range(50):
        h = at[:, 0] * torch.sigmoid(h) + at[:, 1]
    ((torch.sigmoid(h) - 0.7) ** 2).sum().backward()
    return at.grad.numpy()


def test_the_surface_is_what_a_plain_loop_computes():
    surface = clipping.error_surface()
    for row, column in [(0, 0), (0, 60), (60, 0), (60, 60), (30, 30), (22, 25), (45, 3)]:
        assert surface.error[row, column] == pytest.approx(scalar_error(surface.w[column], surface.b[row]), abs=1e-9)
    assert clipping.errors(POINTS) == pytest.approx([scalar_error(*place) for place in POINTS], abs=1e-9)


def test_the_gradient_is_autograds_at_every_point_of_the_grid():
    surface = clipping.error_surface(21)
    grid = np.stack([one.ravel() for one in np.meshgrid(surface.w, surface.b)], axis=1)
    np.testing.assert_allclose(clipping.error_and_gradient(grid)[1], torch_slopes(grid), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(surface.gradient_norms.ravel(), np.hypot(*torch_slopes(grid).T), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("place", POINTS[:5])
def test_the_gradient_is_that_of_finite_differences(place):
    (error,), (gradient,) = clipping.error_and_gradient(place[None])
    step = 1e-6
    for k in range(2):
        ends = place + step * np.array([[-1.0], [1.0]]) * np.eye(2)[k]
        low, high = clipping.errors(ends)
        assert gradient[k] == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("threshold", [0.01, 0.15, 1.0, 30.0])
def test_clipping_is_that_of_torch(threshold):
    for gradient in np.random.default_rng(0).normal(scale=[[0.01], [1.0], [20.0]], size=(3, 2)):
        by_norm, by_value = (torch.nn.Parameter(torch.zeros(2, dtype=torch.float64)) for _ in range(2))
        by_norm.grad, by_value.grad = torch.tensor(gradient), torch.tensor(gradient)
        torch.nn.utils.clip_grad_norm_([by_norm], threshold)  # divides by the norm + 1e-6
        torch.nn.utils.clip_grad_value_([by_value], threshold)
        np.testing.assert_allclose(
            clipping.clip_norm(gradient, threshold), by_norm.grad.numpy(), rtol=1e-6 / threshold, atol=0
        )
        np.testing.assert_array_equal(clipping.clip_value(gradient, threshold), by_value.grad.numpy())


def test_norm_clipping_keeps_the_direction_and_value_clipping_does_not():
    gradient = np.array([-3.0, -4.0])
    assert clipping.clip_norm(gradient, 0.5) == pytest.approx([-0.3, -0.4])
    assert clipping.angle_degrees(gradient, clipping.clip_norm(gradient, 0.5)) == pytest.approx(0.0, abs=1e-12)
    assert clipping.angle_degrees(gradient, clipping.clip_value(gradient, 0.5)) == pytest.approx(
        math.degrees(math.atan2(1, 7))
    )
    assert clipping.angle_degrees(np.array([1.0, 0.0]), np.array([0.0, -2.0])) == pytest.approx(90.0)


@pytest.mark.parametrize("gradient", [[0.0, 0.0], [1e200, -1e200], [1e-320, 0.0], [0.15, 0.0]])
def test_extreme_gradients_are_clipped_without_overflow(gradient):
    clipped = clipping.clip_norm(np.array(gradient), 0.15)
    assert np.isfinite(clipped).all()
    assert clipping.norms(clipped) <= 0.15 * (1 + 1e-12)


@pytest.mark.parametrize("name", clipping.CLIPS)
def test_a_path_is_that_of_torch_sgd(name):
    start, rate, threshold, steps = (4.65, -1.55), 0.8, 0.15, 14
    path = clipping.descent_paths(start, rate, threshold, steps)[name]
    at = torch.nn.Parameter(torch.tensor([start], dtype=torch.float64))
    sgd = torch.optim.SGD([at], lr=rate)
    for k in range(steps):
        np.testing.assert_allclose(path.points[k], at.detach()[0].numpy(), rtol=1e-5)
        at.grad = torch.tensor(torch_slopes(at.detach().numpy()))
        if name == "norm":
            torch.nn.utils.clip_grad_norm_([at], threshold)
        elif name == "value":
            torch.nn.utils.clip_grad_value_([at], threshold)
        sgd.step()
    np.testing.assert_allclose(path.points[steps], at.detach()[0].numpy(), rtol=1e-5)


def test_the_path_without_clipping_jumps_and_the_clipped_one_descends():
    paths = clipping.descent_paths((4.65, -1.55), 0.8, 0.15, 20)
    raw, clipped = paths["none"], paths["norm"]
    jump = int(raw.step_lengths.argmax())
    assert raw.step_lengths[jump] > 10 and raw.step_lengths[jump] == pytest.approx(
        0.8 * clipping.norms(raw.gradients[jump])
    )
    assert raw.errors[-1] > raw.errors[0] and clipping.exit_step(raw) == jump + 1
    assert clipped.step_lengths.max() <= 0.8 * 0.15 + 1e-12 and clipping.exit_step(clipped) is None
    assert clipped.errors[-1] < 0.01 * clipped.errors[0]


@pytest.mark.parametrize("w", clipping.RANGES["w"])
@pytest.mark.parametrize("b", clipping.RANGES["b"])
@pytest.mark.parametrize("rate", clipping.RANGES["walk_rate"])
@pytest.mark.parametrize("threshold", clipping.RANGES["clip"])
def test_every_corner_of_the_sliders_gives_finite_paths(w, b, rate, threshold):
    for name, path in clipping.descent_paths((w, b), rate, threshold, 40).items():
        assert path.stopped or len(path.points) == 41
        assert np.isfinite(path.points).all() and np.isfinite(path.errors).all()
        visible = clipping.visible_points(path)
        assert (visible >= [3.5, -3.0]).all() and (visible <= [5.5, -1.0]).all()
        if name == "norm":
            assert (path.step_lengths <= rate * threshold * (1 + 1e-9)).all()


def test_a_path_that_becomes_infinite_stops_at_its_last_point():
    paths = clipping.descent_paths((4.16, -2.1), 1e308, 0.15, 9)
    assert paths["none"].stopped and paths["none"].points.tolist() == [[4.16, -2.1]]
    assert not paths["norm"].stopped and len(paths["norm"].points) == 10


def test_a_path_is_cut_where_its_line_crosses_the_edge():
    points = np.array([[4.5, -2.0], [5.0, -1.5], [7.0, 0.5], [4.0, -2.0]])
    path = clipping.DescentPath(points, np.zeros(4), np.zeros((4, 2)), False)
    assert clipping.exit_step(path) == 2
    np.testing.assert_allclose(clipping.visible_points(path), [[4.5, -2.0], [5.0, -1.5], [5.5, -1.0]])
    beside = clipping.DescentPath(np.array([[4.5, -2.0], [4.5, -9.0]]), np.zeros(2), np.zeros((2, 2)), False)
    np.testing.assert_allclose(clipping.visible_points(beside), [[4.5, -2.0], [4.5, -3.0]])


def test_a_path_on_the_surface_has_its_own_points_and_errors():
    path = clipping.descent_paths((4.65, -1.55), 0.8, 0.15, 8)["norm"]
    line, height = clipping.points_on_surface(path.points, segments=3)
    np.testing.assert_allclose(line[::3], path.points)
    np.testing.assert_allclose(height[::3], path.errors)
    assert height[1] == pytest.approx(scalar_error(*line[1]), abs=1e-9)
