"""Counts what the shipped runs hold: `python -m explainer.lessons.count_first_symbol` makes data/first_symbol.json."""

import json
from pathlib import Path
from typing import Any

from explainer.lessons.first_symbol import RUNS, count, shipped

FILE = Path(__file__).parent.parent / "data" / "first_symbol.json"


def counts(run: str) -> dict[str, Any]:
    """Return what is stored of a run: the fingerprint of its weights, and the counts at each step."""
    weights = shipped(run)
    return {"weights": weights.fingerprint, "right": count(weights).tolist()}


def main() -> None:
    """Count for every run, and write the file."""
    lines = [f'"{run}": {json.dumps(counts(run))}' for run in RUNS]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
