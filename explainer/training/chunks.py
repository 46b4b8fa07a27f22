"""The chunks of truncated backpropagation: where the gradient through time is cut."""

from explainer.tasks.batch import Batch


def chunk_bounds(steps: int, length: int) -> list[tuple[int, int]]:
    """Split `steps` into chunks of a length, 0 for one chunk; a short one comes first, so that the last is whole."""
    length = min(length, steps) or steps
    stops = sorted(range(steps, 0, -length))
    return list(zip([0, *stops[:-1]], stops, strict=True))


def has_targets(batch: Batch, where: str, start: int, stop: int) -> bool:
    """Return whether any step of a chunk has a target that counts: the last one, all, or those of the mask."""
    if where == "last":
        return stop == len(batch.x)
    return batch.mask is None or bool(batch.mask[start:stop].any())
