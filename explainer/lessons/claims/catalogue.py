"""All claims by their id, in the order of their topics."""

from collections.abc import Mapping

from explainer.lessons.claims import advice_cells, advice_data, advice_descent, memory
from explainer.lessons.claims.claim import Claim

CLAIMS: Mapping[str, Claim] = {
    one.id: one for topic in (memory, advice_descent, advice_cells, advice_data) for one in topic.CLAIMS
}
