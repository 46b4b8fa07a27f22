"""All claims by their id, in the order of their topics."""

from collections.abc import Mapping

from explainer.lessons.claims import memory
from explainer.lessons.claims.claim import Claim

CLAIMS: Mapping[str, Claim] = {one.id: one for topic in (memory.CLAIMS,) for one in topic}
