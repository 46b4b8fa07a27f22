"""All claims by their id, topic by topic."""

from collections.abc import Mapping

from explainer.lessons.claims import (
    advice_cells,
    advice_data,
    advice_descent,
    api_exact,
    cost_exact,
    cost_timed,
    cost_trained,
    gates_exact,
    gates_structure,
    gates_trained,
    memory_gradients,
    memory_recall,
    memory_states,
    pairs_trained,
    tasks_computed,
    tasks_trained,
)
from explainer.lessons.claims.claim import TOPICS, Claim

PARTS = (
    memory_gradients, memory_states, memory_recall, gates_exact, gates_structure, gates_trained,
    cost_exact, cost_timed, cost_trained, advice_descent, advice_cells, advice_data,
    api_exact, tasks_computed, tasks_trained, pairs_trained,
)  # fmt: skip
CLAIMS: Mapping[str, Claim] = {
    one.id: one
    for one in sorted(
        (claim for part in PARTS for claim in part.CLAIMS), key=lambda one: ([*TOPICS].index(one.topic), one.id)
    )
}
