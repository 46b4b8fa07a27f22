"""The chunks: the pieces of a sequence through which a gradient goes back before it is cut."""

from explainer.tasks.problem import Batch


def bounds(steps: int, length: int) -> list[tuple[int, int]]:
    """Part so many steps into chunks of a length, 0 for one chunk; a short one comes first, so the last is whole."""
    length = min(length, steps) or steps
    stops = sorted(range(steps, 0, -length))
    return list(zip([0, *stops[:-1]], stops, strict=True))


def is_judged(batch: Batch, where: str, start: int, stop: int) -> bool:
    """Tell whether any step of a chunk is judged: only the last one, all, or those that count."""
    if where == "last":
        return stop == len(batch.x)
    return batch.counts is None or bool(batch.counts[start:stop].any())
