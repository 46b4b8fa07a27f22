"""The components' scripts and style sheets, and a hash of them all that stands in their addresses."""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
FOLDERS = (  # what all components use, then each of them
    "shared", "start", "board", "plot", "stage", "live", "brush", "room", "lesson", "presenting", "language",
    "standalone",
)  # fmt: skip
WITH_STYLE_OF = {"plot": ("board",)}
"""The components that have the style of others, before their own."""


def scripts() -> dict[str, Path]:
    """Return every module by its path below the version: "stage/engine.js"."""
    files = [file for name in FOLDERS for file in sorted((HERE / name / "static").glob("*.js"))]
    return {f"{file.parent.parent.name}/{file.name}": file for file in files}


def style(name: str) -> str:
    """Return a component's style sheet."""
    names = (*WITH_STYLE_OF.get(name, ()), name)
    return "\n".join((HERE / one / f"{one}.css").read_text(encoding="utf-8") for one in names)


def version() -> str:
    """Return a short hash of all files, so that a browser never mixes two versions."""
    texts = [*(file.read_text(encoding="utf-8") for file in scripts().values()), *map(style, FOLDERS[1:])]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:12]


VERSION = version()
