"""The addresses that the pages had before they were grouped, and the recorded links to them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = Path(__file__).parent / "old_links.json"
MOVED = {
    "/": "/cell",
    "/cell": "/cell",
    "/sequence": "/sequence",
    "/gradients": "/gradients",
    "/compare": "/compare",
    "/cells": "/cell-library",
    "/own": "/write-a-cell",
    "/train": "/train",
    "/inspect": "/inspect",
    "/runs": "/runs",
    "/laboratory": "/vanishing-gradients",
    "/cliff": "/clipping",
    "/valley": "/gradient-descent",
    "/by_hand": "/by-hand",
    "/model": "/your-model",
}
"""Each old path with the path it leads to."""


RELABELLED = {
    ("ask", "predict"): "predict the next symbol",
    ("ask", "last"): "sum of h at the last step",
    ("error", "squared"): "squared error",
}
"""The recorded options that have other labels now; a link says an option by its label."""


def records() -> list[dict[str, Any]]:
    """Return the recorded links, each with what it showed."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text())
    return found


def path_now(link: str) -> str:
    """Return the path to which a link leads."""
    return MOVED[urlsplit(link).path]


def query_now(query: dict[str, str]) -> dict[str, str]:
    """Return a recorded query with the labels that its options have now."""
    return {key: RELABELLED.get((key, value), value) for key, value in query.items()}
