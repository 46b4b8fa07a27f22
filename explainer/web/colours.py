"""The colours that every component receives: the light palette, and the dark colour of each light one."""

from typing import Any

from explainer.cells import palette


def component_colours() -> dict[str, Any]:
    """Return the hue of each role, the page's background, text, muted text and grid lines, and the dark colours."""
    page = (palette.BACKGROUND, palette.FOREGROUND, palette.MUTED, palette.GRID_LINE)
    return {
        "hues": {name: pair[0] for name, pair in palette.HUES.items()},
        "page_colours": [pair[0] for pair in page],
        "dark": palette.dark_colours(),
    }
