"""A training loop for the tests of the workers: it keeps the protocol, and does what the recipe's text says."""

import os
import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from explainer.tasks.own_data import Series
from explainer.tasks.prompt import Prompt
from explainer.tasks.writing import Written
from explainer.training.recipe import Recipe
from explainer.training.records import (
    DeviceUse,
    Ended,
    Order,
    ProbeRecord,
    Record,
    Sample,
    SavedState,
    Snapshot,
    Started,
    Update,
)

np_ones = np.ones
TASKS = {"quick": "recall", "slow": "adding", "nan": "copy", "memory": "parity", "kill": "counting", "loud": "brackets",
         "error": "latch", "stuck": "sine", "writing": "text"}  # fmt: skip
MOODS = {task: mood for mood, task in TASKS.items()}


def recipe_with_mood(mood: str, **fields: Any) -> Recipe:
    """Return a recipe that the loop follows in its own way."""
    return Recipe(task=TASKS[mood], **fields)


def train(
    recipe: Recipe, data: Series | None = None, saved: Mapping[str, Any] | None = None
) -> Generator[Record, Order | None, None]:
    """Lower a loss, or do something worse in update 3, as the task says."""
    mood = MOODS[recipe.task]
    weight, rate, step, ended = np.full(recipe.seeds, 8.0), recipe.rate, 0, False
    if saved:
        weight, rate, step = saved["weight"], float(saved["rate"][0]), int(saved["step"][0])
    started = Started(recipe.m, recipe.batch, "cpu", 0.5, 0.99, step=step, writes=mood == "writing")
    record: Record = started
    while True:
        order = yield record
        if order and order.name == "probe":
            values = {"f": np.full((5, recipe.m), 0.25 + step)}
            record = ProbeRecord(step, values, weight[:1], weight[:1], weight, {"f": (0.0, 0.5)}, {"h": np.ones(5)})
        elif order and order.name == "sample":
            record = sample(step, order.prompt or Prompt("default"))
        elif order and order.name == "snapshot":
            record = Snapshot(step, {"0.W_f": np.tile(weight.astype("f4")[:, None], (1, recipe.m))})
        elif order and order.name == "device":
            record = DeviceUse("eager")
        elif order and order.name == "state":
            record = SavedState(step, {"weight": weight, "rate": np.array([rate]), "step": np.array([step])})
        elif order and order.name == "rewind":
            weight, rate, step, ended = np.full(recipe.seeds, 8.0), recipe.rate, 0, False
            record = replace(started, step=0)
        elif ended:
            return
        elif step == recipe.updates or (mood == "nan" and step == 3):
            ended = True
            record = Ended(step, "nan" if mood == "nan" else "done", f"It ended as {mood}.", weight)
        else:
            rate = order.value if order else rate
            step += 1
            weight = weight * (1 - rate) + (0.0 if data is None else data.numbers.mean())
            misbehave(mood, step)
            record = Update(step, weight**2, 2 * weight, rate)


def sample(step: int, prompt: Prompt) -> Sample:
    """Write the prefix once more, and one number that is not finite."""
    pieces = (*prompt.prefix, *prompt.prefix)
    written = Written(np.arange(len(pieces)), np.array([np.nan, *[0.5] * (len(pieces) - 1)]), len(prompt.prefix))
    return Sample(step, prompt, written, pieces)


def misbehave(mood: str, step: int) -> None:
    if mood in ("slow", "writing"):
        time.sleep(0.002)
    if mood == "loud":
        print("something that a library prints", flush=True)
    if step == 3 and mood == "memory":
        np_ones(10**10)
    if step == 3 and mood == "kill":
        os.kill(os.getpid(), 9)
    if step == 3 and mood == "error":
        raise ArithmeticError("something broke")
    if step == 3 and mood == "stuck":
        time.sleep(60)
