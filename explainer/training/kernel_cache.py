"""Where the compiled kernels of runs are kept: in a folder of the app, bounded."""

import os
from pathlib import Path

from explainer.engine.triton_cache import FOLDER_VARIABLE, prune


def use_kernel_cache(folder: Path) -> None:
    """Keep compiled kernels in a folder from now on, unless the environment names another; the oldest are deleted."""
    os.environ.setdefault(FOLDER_VARIABLE, str(folder))
    if folder.is_dir():
        prune(folder)
