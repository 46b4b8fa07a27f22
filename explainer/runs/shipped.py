"""The shipped runs: small trained weights that come with the program, a few moments of each run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from explainer.torch_models.weights import Arrays, WeightsError
from explainer.torch_models.weights import read as read_weights
from explainer.training.recipe import Recipe, read

ENDING = ".safetensors"
FOLDER = files("explainer") / "data" / "trained"


@dataclass(frozen=True, eq=False)
class Shipped:
    """A run that is shipped: its recipe, its weights at some moments, and how it went.

    `metric` is the task's, over the whole test set, at each moment, and `measure` its name; `losses` are some points of
    the curve. `note` says what has become of it.
    """

    run: str
    recipe: Recipe
    moments: Mapping[int, Arrays]
    metric: Mapping[int, float]
    losses: tuple[tuple[int, float], ...]
    measure: str = ""
    note: str = ""

    @property
    def steps(self) -> tuple[int, ...]:
        """The moments, in updates."""
        return tuple(self.moments)


def names() -> tuple[str, ...]:
    """Return the names of all runs that are shipped."""
    return _names()


def shipped(run: str) -> Shipped:
    """Return a shipped run by its name; raises WeightsError where there is none."""
    if run not in names():
        raise WeightsError(f"There is no shipped run “{run[:20]}”; there are {', '.join(names())}.")
    return _read(run)


def parted(arrays: Arrays) -> dict[int, Arrays]:
    """Part arrays named "250/0.W_i" by their moment, in order."""
    found: dict[int, dict[str, object]] = {}
    for name, array in arrays.items():
        at, _, rest = name.partition("/")
        if not at.isdigit() or not rest:
            raise WeightsError(f"“{name[:40]}” does not say of which moment it is; “250/0.W_i” would.")
        found.setdefault(int(at), {})[rest] = array
    return {at: found[at] for at in sorted(found)}  # type: ignore[misc]


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    if not FOLDER.is_dir():
        return ()
    return tuple(sorted(one.name.removesuffix(ENDING) for one in FOLDER.iterdir() if one.name.endswith(ENDING)))


@lru_cache(maxsize=64)
def _read(run: str) -> Shipped:
    saved = read_weights((FOLDER / f"{run}{ENDING}").read_bytes())
    metric = {int(at): float(value) for at, value in saved.notes["metric"].items()}
    losses = tuple((int(step), float(loss)) for step, loss in saved.notes["losses"])
    notes = saved.notes
    return Shipped(run, read(saved.recipe), parted(saved.arrays), metric, losses, notes["measure"], notes["note"])
