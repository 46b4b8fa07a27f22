"""Small shipped runs that write a target for a source, trained in two seconds: sums by LSTM and GRU."""

from collections.abc import Iterator

import pytest

from explainer.runs import loading, shipped
from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.catalogue import make_problem
from explainer.torch_models.weights import write
from explainer.training import train_shipped
from explainer.training.learner import make_learner
from explainer.training.recipe import Recipe
from explainer.training.resuming import to_arrays

LSTM, GRU = "translate-lstm", "translate-gru"
SUMS = {"pairs": "sums", "source": "as written"}
RECIPES = {
    LSTM: Recipe("translate", SUMS, "LSTM", m=16, rate=0.02, batch=64, updates=150, device="cpu", early=False),
    GRU: Recipe("translate", SUMS, "GRU", m=16, rate=0.02, batch=64, updates=10, device="cpu", early=False),
}


def forget() -> None:
    """Empty what remembers which runs are shipped."""
    for one in (shipped._names, shipped._read, loading._load_problem, loading._load_checkpoint):
        one.cache_clear()


@pytest.fixture(scope="module")
def pair_runs(tmp_path_factory) -> Iterator[dict[str, Recipe]]:
    """Ship two runs on sums beside the others, for the tests of one file."""
    folder = tmp_path_factory.mktemp("trained")
    for file in shipped.FOLDER.iterdir():
        if not file.name.startswith("translate-"):
            (folder / file.name).symlink_to(str(file))
    for name, recipe in RECIPES.items():
        (folder / f"{name}{shipped.SUFFIX}").write_bytes(write(train_shipped.run(recipe)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "FOLDER", folder)
        forget()
        yield RECIPES
    forget()


def random_checkpoint(cell: str = "LSTM", m: int = 5, layers: int = 2, seed: int = 3, **settings) -> Checkpoint:
    """Return a checkpoint of a network with random weights, large enough that it writes different symbols."""
    recipe = Recipe("translate", SUMS | settings, cell, m=m, layers=layers, seed=seed, scale=3.0)
    problem = make_problem("translate", recipe.settings)
    arrays = to_arrays("", make_learner(recipe, problem).params)
    arrays["readout.V"] *= 8
    return loading.checkpoint_from_arrays("random", 0, 1, recipe, problem, arrays)
