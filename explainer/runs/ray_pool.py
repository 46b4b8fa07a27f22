"""The pool of workers on a Ray cluster: Ray chooses the machine, and one task trains one run."""

import contextlib
import json
import logging
import os
import socket
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody

import ray  # noqa: E402
from ray.exceptions import RayError  # noqa: E402
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # noqa: E402

from explainer.runs.cluster import AUTO, gpus_of_a_run  # noqa: E402
from explainer.runs.frames import unpack  # noqa: E402
from explainer.runs.pool import PoolError  # noqa: E402
from explainer.runs.ray_job import Mailbox, train_job, warm_up  # noqa: E402
from explainer.runs.ray_worker import RayWorker  # noqa: E402

INTERVAL = 5.0  # seconds after which the cluster may have more or fewer processors
MOST_WARM = 8  # processes that import torch ahead of time
FRAMES_AHEAD = 16  # that a task may be ahead of the reader
CURRENT = Path(os.environ.get("RAY_TMPDIR") or "/tmp") / "ray" / "ray_current_cluster"  # where `ray start` notes it


class RayPool:
    """Workers on the cluster at an address, or at the one that was started on this machine last."""

    interval: float | None = INTERVAL

    def __init__(self, address: str, loop: str) -> None:
        self.address, self.loop, self.gpus = address, loop, gpus_of_a_run()
        self.mailbox: Any = None
        self.count, self.known_slots, self.counted = 0, 1, -INTERVAL
        self.train = ray.remote(train_job)

    def slots(self) -> int:
        """Return how many processors the cluster has."""
        if self.mailbox is not None and time.monotonic() - self.counted >= INTERVAL:
            self.counted = time.monotonic()
            resources: Any = ray.cluster_resources
            self.known_slots = max(1, int(resources().get("CPU", 1)))
        return self.known_slots

    def find_devices(self) -> None:
        """Return None: each machine of the cluster has its own, which Ray counts."""

    def prepare(self) -> None:
        """Connect, and let processes of the cluster import torch."""
        with contextlib.suppress(PoolError):
            self.connect()

    def take(self) -> RayWorker:
        """Return a worker, which has no place on the cluster yet; raises PoolError where there is no cluster."""
        self.connect()
        self.count += 1
        return RayWorker(f"run-{self.count}", self)

    def close(self) -> None:
        """End all tasks of this server."""
        if self.mailbox is not None:
            ray.shutdown()

    def connect(self) -> None:
        """Connect to the cluster unless that is done; raises PoolError."""
        if self.mailbox is not None:
            return
        check_reachable(self.address)
        try:
            ray.init(self.address, namespace="gatescope", log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, RuntimeError, ValueError, RayError) as error:
            raise PoolError(f"The Ray cluster at “{self.address}” cannot be used: {str(error)[:300]}") from None
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        mailbox: Any = ray.remote(Mailbox)
        self.mailbox = mailbox.options(
            num_cpus=0, scheduling_strategy=here, max_restarts=-1, max_task_retries=-1
        ).remote()
        warm: Any = ray.remote(warm_up)
        for _ in range(min(self.slots(), MOST_WARM)):
            warm.options(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD").remote()

    def submit(self, task: str, frames: list[bytes]) -> Any:
        """Start a task; return the generator of its frames."""
        device = json.loads(unpack(frames[0])[0]["recipe"]).get("device", "")
        place = {"num_cpus": 1, "num_gpus": 0.0 if device == "cpu" else self.gpus, "scheduling_strategy": "SPREAD"}
        stream = {"num_returns": "streaming", "_generator_backpressure_num_objects": FRAMES_AHEAD}
        return self.train.options(name=task, max_retries=0, **place, **stream).remote(
            self.mailbox, task, frames, self.loop
        )

    def post(self, task: str, order: bytes) -> None:
        """Send an order to a task."""
        self.mailbox.put.remote(task, order)

    def forget(self, task: str, frames: Any) -> None:
        """End a task that has not ended, and its orders."""
        self.mailbox.close.remote(task)
        with contextlib.suppress(RayError, ValueError):
            ray.cancel(frames, force=True)


def check_reachable(address: str) -> None:
    """Raise PoolError where nothing listens at an address: Ray itself would wait for minutes."""
    named = os.environ.get("RAY_ADDRESS", "") if address == AUTO else address
    if not named and address == AUTO and CURRENT.is_file():
        named = CURRENT.read_text(encoding="utf-8").strip()
    if not named:
        raise PoolError("No Ray cluster runs on this machine; `ray start` joins or starts one.")
    host, _, port = named.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=3).close()
    except (OSError, ValueError) as error:
        raise PoolError(f"No Ray cluster listens at {named} ({error}); `ray start --head` starts one there.") from None
