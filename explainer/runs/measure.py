"""Measuring the experiments: `python -m explainer.runs.measure [experiment …]` makes data/measured again."""

import json
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from explainer.runs.experiment import EXPERIMENTS, Experiment
from explainer.runs.versions import versions
from explainer.training.loop import train
from explainer.training.recipe import Recipe, recipe_to_json
from explainer.training.records import Ended

FOLDER = Path(str(files("explainer"))) / "data" / "measured"


def measure(experiment: Experiment, date: str) -> dict[str, Any]:
    """Train all variants of an experiment to their ends; return recipes, results, versions and date."""
    variants = {name: measure_recipe(experiment.recipe(name)) for name in experiment.variants}
    return {"date": date, "versions": versions(), "variants": variants}


def measure_recipe(recipe: Recipe) -> dict[str, Any]:
    """Train a recipe; return it with the updates that were made and the metric of each seed over the whole test set."""
    last = [record for record in train(recipe) if isinstance(record, Ended)][-1]
    metric = [float(f"{value:.5g}") for value in last.metric]
    return {"recipe": json.loads(recipe_to_json(recipe)), "step": last.step, "metric": metric}


def main(wanted: list[str]) -> None:
    """Measure the named experiments, or all, and write their files."""
    FOLDER.mkdir(exist_ok=True)
    for key, experiment in EXPERIMENTS.items():
        if not wanted or key in wanted:
            found = measure(experiment, datetime.now(UTC).date().isoformat())
            (FOLDER / f"{key}.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            print(key, {name: one["metric"] for name, one in found["variants"].items()}, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
