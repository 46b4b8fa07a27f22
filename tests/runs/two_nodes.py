"""A Ray cluster of two nodes on this machine, bound to 127.0.0.1, which reports nothing to anybody."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tests.conftest import ROOT
from tests.runs.processes import children

ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # so that 127.0.0.1 stays what it is
    "RAY_worker_niceness": "5",  # as that of the local workers
    "PYTHONPATH": str(ROOT),
}
NODE = {"object_store_memory": 100_000_000, "node_ip_address": "127.0.0.1"}


STARTS = 3  # Ray gives a node up that has not started within half a minute, as on a busy machine


def start_head(cpus: int) -> Any:
    """Start the head of a cluster with so many processors."""
    from ray.cluster_utils import Cluster  # it reads the environment when it is imported

    for k in range(STARTS):
        try:
            return Cluster(initialize_head=True, head_node_args={**NODE, "num_cpus": cpus, "include_dashboard": False})
        except Exception:
            if k == STARTS - 1:
                raise
    raise AssertionError


@contextmanager
def two_nodes(cpus: int = 2) -> Iterator[Any]:
    """Start a head and a second node, each with so many processors; end both."""
    with patch.dict(os.environ, ENVIRONMENT):
        cluster = start_head(cpus)
        try:
            cluster.add_node(**NODE, num_cpus=cpus)
            with patch.dict(os.environ, {"GATESCOPE_RAY": cluster.address}):
                yield cluster
        finally:
            cluster.shutdown()


def kill_node(node: Any) -> None:
    """End a node with all that runs on it, as if its machine had lost power."""
    for kind in list(node.all_processes):
        for one in node.all_processes[kind]:
            for pid in (*children(one.process.pid), one.process.pid):
                os.kill(pid, signal.SIGKILL)
            one.process.wait()
