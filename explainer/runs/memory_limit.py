"""The memory: how much of it a worker may take, and how an error says that it was not enough."""

import re
import sys
from pathlib import Path

from explainer.runs.limits import LIMITS


def limit_memory() -> None:
    """Let this process take only so much more memory than it has now; only Linux counts that, so only there."""
    if sys.platform != "linux":
        return
    import resource

    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmData:\s+(\d+) kB", status)
    most = (int(found[1]) * 1024 if found else 0) + LIMITS["bytes of a worker"].most
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def fits_not(error: BaseException) -> bool:
    """Return whether an error says that memory was not enough: Python's, numpy's, and torch's on any device."""
    text = str(error)
    return isinstance(error, MemoryError) or any(words in text for words in ("allocate memory", "out of memory"))
