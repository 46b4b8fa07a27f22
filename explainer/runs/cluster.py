"""Whether runs go to a Ray cluster, and to which: the environment says it."""

import os
import re

from explainer.runs.pool import PoolError

RAY_VARIABLE = "GATESCOPE_RAY"
GPU_VARIABLE = "GATESCOPE_RAY_GPUS"
AUTO = "auto"
ADDRESS = re.compile(r"[A-Za-z0-9_.:\[\]-]{1,250}:[0-9]{1,5}")
NOT_INSTALLED = "Runs are to go to a Ray cluster, and Ray is not installed here: `pip install .[cluster]` installs it."


def is_on_cluster() -> bool:
    """Return whether runs are to go to a cluster."""
    return bool(os.environ.get(RAY_VARIABLE, "").strip())


def check_address(address: str) -> None:
    """Raise PoolError for what is neither “auto” nor HOST:PORT."""
    if address != AUTO and not ADDRESS.fullmatch(address):
        raise PoolError(f"“{address[:60]}” is no address of a Ray cluster; “auto” or HOST:PORT would be right.")


def ray_address() -> str:
    """Return “auto”, HOST:PORT, or an empty text where runs stay on this machine; raises PoolError."""
    address = os.environ.get(RAY_VARIABLE, "").strip()
    if address:
        check_address(address)
    return address


def gpus_of_a_run() -> float:
    """Return which share of a GPU a run takes on the cluster, 0 where none is named; raises PoolError."""
    text = os.environ.get(GPU_VARIABLE, "").strip() or "0"
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise PoolError(f"“{text[:20]}” in {GPU_VARIABLE} is no share of a GPU; a number from 0 to 1 would be right.")
    return share
