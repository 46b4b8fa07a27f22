"""All claims by their id, in the order of their topics."""

from collections.abc import Mapping

from explainer.lessons.claims import (
    api_exact,
    cost_exact,
    cost_timed,
    cost_trained,
    memory,
    pairs_trained,
    tasks_computed,
    tasks_trained,
)
from explainer.lessons.claims.claim import TOPICS, Claim

PARTS = (memory, cost_exact, cost_timed, cost_trained, api_exact, tasks_computed, tasks_trained, pairs_trained)
CLAIMS: Mapping[str, Claim] = {
    one.id: one
    for one in sorted(
        (claim for part in PARTS for claim in part.CLAIMS),
        key=lambda claim: (list(TOPICS).index(claim.topic), claim.id),
    )
}
