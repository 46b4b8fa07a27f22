"""The shipped runs: a few checkpoints of small trained models, which come with the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from explainer.torch_models.weights import Arrays, WeightsError
from explainer.torch_models.weights import read as read_weights
from explainer.training.recipe import Recipe, recipe_from_json

SUFFIX = ".safetensors"
FOLDER = files("explainer") / "data" / "trained"


@dataclass(frozen=True, eq=False)
class ShippedRun:
    """A shipped run: its recipe, its checkpoints by step, and its metrics.

    `metric` holds the task's metric over the whole test set per checkpoint, `metric_name` its name, `losses` some
    points of the loss curve. `note` says whether the task was solved.
    """

    run: str
    recipe: Recipe
    checkpoints: Mapping[int, Arrays]
    metric: Mapping[int, float]
    losses: tuple[tuple[int, float], ...]
    metric_name: str = ""
    note: str = ""

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the checkpoints, in updates."""
        return tuple(self.checkpoints)


def shipped_names() -> tuple[str, ...]:
    """Return the names of all shipped runs."""
    return _names()


def shipped_run(run: str) -> ShippedRun:
    """Return a shipped run by its name; raises WeightsError where there is none."""
    if run not in shipped_names():
        raise WeightsError(f"There is no shipped run “{run[:20]}”; there are {', '.join(shipped_names())}.")
    return _read(run)


def split_by_step(arrays: Arrays) -> dict[int, Arrays]:
    """Group arrays named "250/0.W_i" by their step, in order."""
    found: dict[int, dict[str, object]] = {}
    for name, array in arrays.items():
        step, _, rest = name.partition("/")
        if not step.isdigit() or not rest:
            raise WeightsError(f"“{name[:40]}” does not name its step; “250/0.W_i” would be right.")
        found.setdefault(int(step), {})[rest] = array
    return {step: found[step] for step in sorted(found)}  # type: ignore[misc]


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    if not FOLDER.is_dir():
        return ()
    return tuple(sorted(one.name.removesuffix(SUFFIX) for one in FOLDER.iterdir() if one.name.endswith(SUFFIX)))


@lru_cache(maxsize=64)
def _read(run: str) -> ShippedRun:
    saved = read_weights((FOLDER / f"{run}{SUFFIX}").read_bytes())
    recipe, checkpoints, notes = recipe_from_json(saved.recipe), split_by_step(saved.arrays), saved.notes
    metric = {int(step): float(value) for step, value in notes["metric"].items()}
    losses = tuple((int(step), float(loss)) for step, loss in notes["losses"])
    return ShippedRun(run, recipe, checkpoints, metric, losses, notes["measure"], notes["note"])
