"""The sweep that comes with the program: `python -m explainer.runs.shipped_sweep` makes data/sweeps again."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from explainer.runs.seed_result import SeedResult, from_json, to_json
from explainer.runs.sweep_choice import DELAYS, SweepChoice, parse_values, sweep_lines
from explainer.runs.versions import versions
from explainer.training.recipe import Recipe, recipe_to_json

FILE = Path(str(files("explainer"))) / "data" / "sweeps" / "delay.json"
DELAY = SweepChoice(
    "recall", ("LSTM", "GRU", "RNN"), "gap", parse_values("Gap", DELAYS), 5, ("1", "3"),
    fields={"m": 16, "updates": 600},
)  # fmt: skip
"""Who solves delayed recall at which delay: two keep biases of the LSTM and the GRU, and the RNN, five seeds each."""


@cache
def shipped_results() -> Mapping[str, SeedResult]:
    """Return the results that come with the program by the JSON of their recipes."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))["results"]
    results = (from_json(json.dumps(one)) for one in stored)
    return {recipe_to_json(one.recipe): one for one in results}


def shipped_result(recipe: Recipe) -> SeedResult | None:
    """Return the result of a recipe that comes with the program, if there is one."""
    return shipped_results().get(recipe_to_json(recipe))


def main() -> None:
    """Train the sweep, and write its results."""
    from explainer.runs.sweep_plan import join
    from explainer.runs.sweep_worker import start_worker, train_job

    start_worker()
    results = []
    for job in join(sweep_lines(DELAY).recipes):
        results += train_job(job)
        print(job.cell, job.keep, job.settings["gap"], [one.solved_at for one in results[-job.seeds :]], flush=True)
    FILE.parent.mkdir(exist_ok=True)
    texts = ",\n".join(to_json(one) for one in results)
    program = json.dumps(versions(), sort_keys=True)
    FILE.write_text(f'{{"versions": {program},\n"results": [\n{texts}\n]}}\n', encoding="utf-8")
    print(FILE, f"{FILE.stat().st_size:,} bytes, {sum(one.seconds for one in results):.0f} s of training")


if __name__ == "__main__":
    main()
