"""All claims by their id, topic by topic."""

from collections.abc import Mapping

from explainer.lessons.claims import (
    gates_exact,
    gates_structure,
    gates_trained,
    memory_gradients,
    memory_recall,
    memory_states,
)
from explainer.lessons.claims.claim import TOPICS, Claim

ALL = (
    *memory_gradients.CLAIMS, *memory_states.CLAIMS, *memory_recall.CLAIMS,
    *gates_exact.CLAIMS, *gates_structure.CLAIMS, *gates_trained.CLAIMS,
)  # fmt: skip
CLAIMS: Mapping[str, Claim] = {one.id: one for one in sorted(ALL, key=lambda one: ([*TOPICS].index(one.topic), one.id))}
