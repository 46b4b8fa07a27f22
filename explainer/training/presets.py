"""Presets: published experiments as recipes that are ready to be trained."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explainer.tasks.token_stream import updates_per_epoch
from explainer.training.recipe import Recipe, checked


@dataclass(frozen=True)
class Preset:
    """An experiment on a text: its title and source, the task's settings, and the fields of a recipe.

    `cells` can be trained by it, that of the source first; `epochs` says how often the text is read. A setting that
    is missing is the visitor's choice.
    """

    title: str
    about: str
    task: str
    cells: tuple[str, ...]
    epochs: int
    settings: Mapping[str, int | float | str]
    fields: Mapping[str, Any]

    @property
    def tokens(self) -> int:
        """How many tokens of the text are read at the most."""
        return int(self.settings["tokens"])


D2L = Preset(
    title="D2L's experiment",
    about="Zhang, Lipton, Li & Smola, Dive into Deep Learning, section on the GRU: 256 units learn the first 10,000 "
    "characters of a text by heart. It is read 500 times, in 32 rows of 35 characters. Gradient descent at rate 1, "
    "norm clipped at 1. Nothing is held out: what they report is the perplexity on the training text.",
    task="text",
    cells=("GRU", "LSTM", "RNN"),
    epochs=500,
    settings={
        "unit": "character", "symbols": 512, "length": 35, "batches": "in order", "held_out": 0.0, "tokens": 10_000,
    },
    fields={
        "m": 256, "keep": "as drawn", "optimiser": "sgd", "rate": 1.0, "clip": "norm", "limit": 1.0, "batch": 32,
        "early": False,
    },
)  # fmt: skip
PRESETS = (D2L,)


def preset_recipe(preset: Preset, cell: str, source: str, tokens: int) -> Recipe:
    """Return the recipe of a preset for a cell, a source of the text, and the number of tokens that the text has."""
    count = min(tokens, preset.tokens)
    per_epoch = updates_per_epoch(count, int(preset.settings["length"]), preset.fields["batch"])
    settings = {**preset.settings, "source": source}
    recipe = Recipe(preset.task, settings, cell, updates=preset.epochs * per_epoch)
    return checked(replace(recipe, **preset.fields))
