"""The memory limit of a worker, and how to recognise an error of too little memory."""

import re
import sys
from pathlib import Path

from explainer.runs.limits import LIMITS


def limit_memory() -> None:
    """Limit how much more memory this process may allocate; on Linux alone, since others do not count it."""
    if sys.platform != "linux":
        return
    import resource

    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmData:\s+(\d+) kB", status)
    limit = (int(found[1]) * 1024 if found else 0) + LIMITS["bytes of a worker"].most
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error says that memory was not enough: Python's, numpy's, and torch's on any device."""
    text = str(error)
    return isinstance(error, MemoryError) or any(words in text for words in ("allocate memory", "out of memory"))
