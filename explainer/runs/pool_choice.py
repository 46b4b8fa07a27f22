"""The choice between the worker processes of this machine and a Ray cluster."""

import importlib.util

from explainer.runs.cluster import NOT_INSTALLED, ray_address
from explainer.runs.limits import LIMITS
from explainer.runs.pool import Pool, PoolError, Worker
from explainer.runs.worker_pool import WorkerPool


class NoPool:
    """Stands where a cluster is named that cannot be used: each run ends with the sentence that says why."""

    interval: float | None = None

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def slots(self) -> int:
        """Return how many runs may end at once."""
        return LIMITS["at once"].most

    def find_devices(self) -> None:
        """Do nothing."""

    def prepare(self) -> None:
        """Do nothing."""

    def take(self) -> Worker:
        """Raise PoolError."""
        raise PoolError(self.sentence)

    def close(self) -> None:
        """Do nothing."""


def choose_pool(loop: str) -> Pool:
    """Return the pool that the environment names; `loop` names the module with `train`."""
    try:
        address = ray_address()
        if not address:
            return WorkerPool(loop)
        if importlib.util.find_spec("ray") is None:
            raise PoolError(NOT_INSTALLED)
        from explainer.runs.ray_pool import RayPool  # it imports ray

        return RayPool(address, loop)
    except PoolError as error:
        return NoPool(str(error))
