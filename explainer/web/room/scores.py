"""The scores of a training of a whole room: how they are distributed, and which of them is a student's own."""

from collections.abc import Mapping
from typing import Any

from explainer.web.room.class_training import SEEDS_PER_RUN
from explainer.web.room.room import Training

BARS = 10


def all_scores(training: Training) -> list[float]:
    """Return the last score of every network that has one."""
    return [score for scores in training.scores for score in scores if score is not None]


def summary(training: Training) -> Mapping[str, Any]:
    """Return the state of a training and its scores as a distribution; shares of right answers are from 0 to 1."""
    found = all_scores(training)
    return {
        "cell": training.cell, "title": training.title, "phase": training.phase, "note": training.note,
        "members": len(training.seats), "updates": training.updates, "step": min(training.steps, default=0),
        "count": len(found), "solved": sum(score >= training.solved for score in found),
        "solved_at": training.solved, "baseline": training.baseline, "bars": bars(found),
    }  # fmt: skip


def bars(found: list[float]) -> list[Mapping[str, Any]]:
    """Return the distribution of shares in ten equal parts; the last one has 100 % too."""
    places = [max(0, min(BARS - 1, int(score * BARS))) for score in found]
    edge = [f"{k * 100 // BARS} %" for k in range(BARS + 1)]
    return [{"label": f"{edge[k]} to {edge[k + 1]}", "count": places.count(k), "true": False, "ends": edge[k : k + 2]}
            for k in range(BARS)]  # fmt: skip


def own(training: Training, visitor: str) -> Mapping[str, Any] | None:
    """Return the seed of a student's network, its last score, and how many have a better one; None without one."""
    seat = training.seats.get(visitor)
    if seat is None:
        return None
    scores = training.scores[seat.run] if seat.run < len(training.scores) else ()
    score = scores[seat.place] if seat.place < len(scores) else None
    seed = seed_of(training, visitor)
    better = sum(other > score for other in all_scores(training)) if score is not None else None
    return {"seed": seed, "score": score, "better": better}


def seed_of(training: Training, visitor: str) -> int:
    """Return the seed of a student's network."""
    seat = training.seats[visitor]
    return training.seed + seat.run * SEEDS_PER_RUN + seat.place
