import numpy as np
import pytest

from explainer.runs.chunk import Chunk
from explainer.runs.curve import MAX_POINTS, Curve


def curve_of(sizes: list[int]) -> tuple[Curve, int]:
    """A curve whose number k is k, fed in chunks of these sizes."""
    curve, step = Curve(), 0
    for size in sizes:
        curve.add(Chunk(step + 1, np.arange(step + 1, step + size + 1, dtype="f4")[:, None].repeat(3, axis=1)))
        step += size
    return curve, step


@pytest.mark.parametrize("sizes", [[1], [1, 1, 1], [1500], [1499, 1], [7] * 1000, [20_000], [1, 3000, 1, 40]])
def test_a_curve_is_bounded_evenly_spaced_and_ends_with_the_last_update(sizes):
    curve, last = curve_of(sizes)
    chunks = curve.chunks()
    assert sum(len(chunk.numbers) for chunk in chunks) <= MAX_POINTS
    assert chunks[0].first == 1 and chunks[-1].last == last
    for chunk in chunks:
        assert chunk.numbers[:, 0].tolist() == list(range(chunk.first, chunk.last + 1, chunk.stride))


def test_a_long_curve_has_more_than_a_third_of_the_allowed_points():
    assert all(len(curve_of([size])[0].points) > MAX_POINTS / 3 for size in (1500, 1501, 3000, 50_000, 99_999))


def test_a_curve_without_updates_has_no_chunks():
    assert Curve().chunks() == []


def test_a_curve_of_very_many_seeds_has_fewer_points():
    curve = Curve()
    for step in range(1, 2001, 100):
        curve.add(Chunk(step, np.full((100, 2049), step, "f4")))
    chunks = curve.chunks()
    assert chunks[-1].last == 2000 and 100 < len(chunks[0].numbers) < 200
