"""The addresses that the pages had before they were grouped, and the recorded links to them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.conftest import ROOT

FILE = Path(__file__).parent / "old_links.json"
MOVED = {
    "/": ("/", "explore/cell"),
    "/cell": ("/", "explore/cell"),
    "/sequence": ("/sequence", "explore/sequence"),
    "/gradients": ("/gradients", "explore/gradients"),
    "/compare": ("/compare", "explore/compare"),
    "/cells": ("/cell-library", "explore/cell_library"),
    "/own": ("/write-a-cell", "explore/write_a_cell"),
    "/train": ("/train", "train/train"),
    "/inspect": ("/inspect", "train/inspect"),
    "/runs": ("/runs", "train/runs"),
    "/laboratory": ("/vanishing-gradients", "lab/vanishing_gradients"),
    "/cliff": ("/clipping", "lab/clipping"),
    "/valley": ("/gradient-descent", "lab/gradient_descent"),
    "/by_hand": ("/by-hand", "lab/by_hand"),
    "/model": ("/your-model", "your_model/your_model"),
}
"""Each old path with the path it leads to, and the file of the page there."""


def records() -> list[dict[str, Any]]:
    """Return the recorded links, each with what it showed."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text())
    return found


def path_now(link: str) -> str:
    """Return the path to which a link leads: the new one as soon as its page is there."""
    old = urlsplit(link).path
    new, file = MOVED[old]
    return new if (ROOT / "pages" / f"{file}.py").exists() or old == "/cell" else old
