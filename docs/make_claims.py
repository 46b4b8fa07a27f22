"""Write docs/claims.md, and the verdicts that the page Claims shows, from the shipped results: `make claims`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.lessons.claims import stored_verdicts, tables
from explainer.lessons.claims.listing import rows

PAGE, VERDICTS = Path(__file__).parent / "claims.md", Path(str(stored_verdicts.PATH))


def files() -> dict[Path, str]:
    """Return the content of each file."""
    return {VERDICTS: stored_verdicts.verdicts_text(), PAGE: tables.page(rows())}


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
