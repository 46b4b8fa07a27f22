import math

import numpy as np
import pytest
import torch

from explainer.lessons import clipping

PLACES = np.array([[4.65, -1.55], [4.16, -2.1], [3.5, -3.0], [5.5, -1.0], [4.3, -2.2], [5.5, -2.92]])


def scalar_error(w: float, b: float) -> float:
    """The paper's unit, one number at a time."""
    h = 0.5
    for _ in range(50):
        h = w / (1 + math.exp(-h)) + b
    return (1 / (1 + math.exp(-h)) - 0.7) ** 2


def torch_slopes(places: np.ndarray) -> np.ndarray:
    at = torch.tensor(places, requires_grad=True)
    h = torch.full((len(places),), 0.5, dtype=torch.float64)
    for _ in range(50):
        h = at[:, 0] * torch.sigmoid(h) + at[:, 1]
    ((torch.sigmoid(h) - 0.7) ** 2).sum().backward()
    return at.grad.numpy()


def test_the_surface_is_what_a_plain_loop_computes():
    ground = clipping.surface()
    for row, column in [(0, 0), (0, 60), (60, 0), (60, 60), (30, 30), (22, 25), (45, 3)]:
        assert ground.error[row, column] == pytest.approx(scalar_error(ground.w[column], ground.b[row]), abs=1e-9)
    assert clipping.errors(PLACES) == pytest.approx([scalar_error(*place) for place in PLACES], abs=1e-9)


def test_the_gradient_is_autograds_at_every_point_of_the_grid():
    ground = clipping.surface(21)
    grid = np.stack([one.ravel() for one in np.meshgrid(ground.w, ground.b)], axis=1)
    np.testing.assert_allclose(clipping.slopes(grid)[1], torch_slopes(grid), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(ground.steepness.ravel(), np.hypot(*torch_slopes(grid).T), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("place", PLACES[:5])
def test_the_gradient_is_that_of_finite_differences(place):
    (error,), (gradient,) = clipping.slopes(place[None])
    step = 1e-6
    for k in range(2):
        ends = place + step * np.array([[-1.0], [1.0]]) * np.eye(2)[k]
        low, high = clipping.errors(ends)
        assert gradient[k] == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("most", [0.01, 0.15, 1.0, 30.0])
def test_clipping_is_that_of_torch(most):
    for gradient in np.random.default_rng(0).normal(scale=[[0.01], [1.0], [20.0]], size=(3, 2)):
        by_norm, by_value = (torch.nn.Parameter(torch.zeros(2, dtype=torch.float64)) for _ in range(2))
        by_norm.grad, by_value.grad = torch.tensor(gradient), torch.tensor(gradient)
        torch.nn.utils.clip_grad_norm_([by_norm], most)  # divides by the norm + 1e-6
        torch.nn.utils.clip_grad_value_([by_value], most)
        np.testing.assert_allclose(clipping.clip_norm(gradient, most), by_norm.grad.numpy(), rtol=1e-6 / most, atol=0)
        np.testing.assert_array_equal(clipping.clip_value(gradient, most), by_value.grad.numpy())


def test_norm_clipping_keeps_the_direction_and_value_clipping_does_not():
    gradient = np.array([-3.0, -4.0])
    assert clipping.clip_norm(gradient, 0.5) == pytest.approx([-0.3, -0.4])
    assert clipping.angle(gradient, clipping.clip_norm(gradient, 0.5)) == pytest.approx(0.0, abs=1e-12)
    assert clipping.angle(gradient, clipping.clip_value(gradient, 0.5)) == pytest.approx(math.degrees(math.atan2(1, 7)))
    assert clipping.angle(np.array([1.0, 0.0]), np.array([0.0, -2.0])) == pytest.approx(90.0)


@pytest.mark.parametrize("gradient", [[0.0, 0.0], [1e200, -1e200], [1e-320, 0.0], [0.15, 0.0]])
def test_clipping_stands_extreme_gradients(gradient):
    clipped = clipping.clip_norm(np.array(gradient), 0.15)
    assert np.isfinite(clipped).all()
    assert clipping.lengths(clipped) <= 0.15 * (1 + 1e-12)


@pytest.mark.parametrize("name", clipping.CLIPS)
def test_a_walk_is_that_of_torchs_gradient_descent(name):
    start, rate, most, steps = (4.65, -1.55), 0.8, 0.15, 14
    walk = clipping.walks(start, rate, most, steps)[name]
    at = torch.nn.Parameter(torch.tensor([start], dtype=torch.float64))
    sgd = torch.optim.SGD([at], lr=rate)
    for k in range(steps):
        np.testing.assert_allclose(walk.places[k], at.detach()[0].numpy(), rtol=1e-5)
        at.grad = torch.tensor(torch_slopes(at.detach().numpy()))
        if name == "norm":
            torch.nn.utils.clip_grad_norm_([at], most)
        elif name == "value":
            torch.nn.utils.clip_grad_value_([at], most)
        sgd.step()
    np.testing.assert_allclose(walk.places[steps], at.detach()[0].numpy(), rtol=1e-5)


def test_the_walk_without_clipping_is_thrown_away_and_the_clipped_one_goes_down():
    walks = clipping.walks((4.65, -1.55), 0.8, 0.15, 20)
    raw, clipped = walks["none"], walks["norm"]
    jump = int(raw.moves.argmax())
    assert raw.moves[jump] > 10 and raw.moves[jump] == pytest.approx(0.8 * clipping.lengths(raw.gradients[jump]))
    assert raw.errors[-1] > raw.errors[0] and clipping.leaves(raw) == jump + 1
    assert clipped.moves.max() <= 0.8 * 0.15 + 1e-12 and clipping.leaves(clipped) is None
    assert clipped.errors[-1] < 0.01 * clipped.errors[0]


@pytest.mark.parametrize("w", clipping.RANGES["w"])
@pytest.mark.parametrize("b", clipping.RANGES["b"])
@pytest.mark.parametrize("rate", clipping.RANGES["walk_rate"])
@pytest.mark.parametrize("most", clipping.RANGES["clip"])
def test_every_corner_of_the_sliders_gives_finite_walks(w, b, rate, most):
    for name, walk in clipping.walks((w, b), rate, most, 40).items():
        assert walk.stopped or len(walk.places) == 41
        assert np.isfinite(walk.places).all() and np.isfinite(walk.errors).all()
        path = clipping.drawn(walk)
        assert (path >= [3.5, -3.0]).all() and (path <= [5.5, -1.0]).all()
        if name == "norm":
            assert (walk.moves <= rate * most * (1 + 1e-9)).all()


def test_a_walk_that_becomes_infinite_stops_at_its_last_place():
    walks = clipping.walks((4.16, -2.1), 1e308, 0.15, 9)
    assert walks["none"].stopped and walks["none"].places.tolist() == [[4.16, -2.1]]
    assert not walks["norm"].stopped and len(walks["norm"].places) == 10


def test_a_walk_is_cut_where_its_line_crosses_the_edge():
    places = np.array([[4.5, -2.0], [5.0, -1.5], [7.0, 0.5], [4.0, -2.0]])
    walk = clipping.Walk(places, np.zeros(4), np.zeros((4, 2)), False)
    assert clipping.leaves(walk) == 2
    np.testing.assert_allclose(clipping.drawn(walk), [[4.5, -2.0], [5.0, -1.5], [5.5, -1.0]])
    beside = clipping.Walk(np.array([[4.5, -2.0], [4.5, -9.0]]), np.zeros(2), np.zeros((2, 2)), False)
    np.testing.assert_allclose(clipping.drawn(beside), [[4.5, -2.0], [4.5, -3.0]])


def test_a_walk_drawn_onto_the_surface_passes_its_own_places_at_their_errors():
    walk = clipping.walks((4.65, -1.55), 0.8, 0.15, 8)["norm"]
    line, height = clipping.along(walk.places, parts=3)
    np.testing.assert_allclose(line[::3], walk.places)
    np.testing.assert_allclose(height[::3], walk.errors)
    assert height[1] == pytest.approx(scalar_error(*line[1]), abs=1e-9)
