"""What a step of a lesson can point at: names, and the elements of the page that they mean."""

from collections.abc import Mapping

LOOK_TARGETS: Mapping[str, str] = {
    "controls": '[data-testid="stSidebar"]',
    "figure": ".st-key-figure",
    "timeline": ".gs-timeline",
    "h": '.gs-handle[data-key="belt/h"]',
}
"""The CSS selector of each target by its name."""


def look_target(name: str) -> str:
    """Return the CSS selector of a target: one of LOOK_TARGETS, or "control:" and the key of a widget."""
    kind, _, key = name.partition(":")
    return f".st-key-{key}" if kind == "control" else LOOK_TARGETS[name]
