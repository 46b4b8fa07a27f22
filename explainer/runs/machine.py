"""The name of this machine, as it stands beside a measured time: its processor and its system."""

import platform
import re
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
MOST_LETTERS = 80


def machine_name(cpu_info: Path = CPU_INFO) -> str:
    """Return processor, architecture and system: “Intel(R) Xeon(R) Processor, x86_64, Linux”.

    Linux names its processor in a file; elsewhere Python does, and where nothing is named the architecture has to do.
    """
    parts = (processor_name(cpu_info), platform.machine(), platform.system())
    return ", ".join(dict.fromkeys(filter(None, parts)))


def processor_name(cpu_info: Path = CPU_INFO) -> str:
    """Return the model of the processor; "" where it is not known."""
    try:
        text = cpu_info.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(\S.*)$", text, re.MULTILINE)
    return " ".join((found[1] if found else platform.processor()).split())[:MOST_LETTERS]
