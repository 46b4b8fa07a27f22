import numpy as np
import pytest

from explainer.numerics.row_geometry import nearest_rows, principal_plane

ROWS = np.random.default_rng(3).normal(size=(30, 6)) * [5, 3, 1, 1, 0.5, 0.1]


def test_the_plane_is_that_of_the_two_largest_eigenvalues_of_the_covariance():
    points, share = principal_plane(ROWS)
    values, vectors = np.linalg.eigh(np.cov(ROWS.T))
    expected = (ROWS - ROWS.mean(axis=0)) @ vectors[:, :-3:-1]
    assert np.abs(np.abs(points) - np.abs(expected)).max() < 1e-10
    assert share == pytest.approx(values[-2:].sum() / values.sum())
    assert (points[np.abs(points).argmax(axis=0), [0, 1]] > 0).all()


def test_no_other_plane_has_more_of_the_variance():
    points, _ = principal_plane(ROWS)
    for seed in range(20):
        plane = np.linalg.qr(np.random.default_rng(seed).normal(size=(6, 2)))[0]
        assert ((ROWS - ROWS.mean(axis=0)) @ plane).var(axis=0).sum() <= points.var(axis=0).sum() + 1e-12


def test_rows_of_one_number_and_equal_rows_have_a_plane():
    points, share = principal_plane(np.array([[1.0], [4.0], [1.0]]))
    assert not points[:, 1].any() and share == pytest.approx(1)
    points, share = principal_plane(np.ones((3, 4)))
    assert np.abs(points).max() < 1e-12 and share in (0.0, 1.0)


def test_the_nearest_rows_are_found_by_trying_all():
    found, distances = nearest_rows(ROWS, 3)
    for k, row in enumerate(ROWS):
        others = sorted((np.linalg.norm(row - other), j) for j, other in enumerate(ROWS) if j != k)[:3]
        assert [j for _, j in others] == found[k].tolist()
        assert np.allclose([one for one, _ in others], distances[k], atol=1e-7)
    assert nearest_rows(ROWS[:2], 3)[0].tolist() == [[1], [0]]
