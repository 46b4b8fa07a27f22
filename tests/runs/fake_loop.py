"""A training loop for the tests of the workers: it keeps the protocol, and does what the recipe's text says."""

import os
import time
from collections.abc import Generator

import numpy as np

from explainer.training.recipe import Recipe
from explainer.training.records import Begun, Ended, Look, Order, Record, Snapshot, Update


def train(recipe: Recipe, series: np.ndarray | None = None) -> Generator[Record, Order | None, None]:
    """Lower a loss; `recipe.task` may hold "slow", "nan", "memory", "kill", "loud", "error" or "stuck"."""
    weight, rate, step = np.full(recipe.seeds, 8.0), recipe.rate, 0
    begun = Begun(recipe.m, recipe.batch, "cpu", 0.5, 0.99)
    order = yield begun
    while step < recipe.updates:
        if order and order.name == "look":
            values = {"f": np.full((5, recipe.m), 0.25 + step)}
            order = yield Look(step, values, weight[:1], weight[:1], weight, {"f": (0.0, 0.5)})
            continue
        if order and order.name == "snapshot":
            order = yield Snapshot(step, {"0.W_f": np.tile(weight.astype("f4")[:, None], (1, recipe.m))})
            continue
        if order and order.name == "rewind":
            weight, step = np.full(recipe.seeds, 8.0), 0
            order = yield begun
            continue
        if order:
            rate = order.value
        step += 1
        weight = weight * (1 - rate) + (0.0 if series is None else series.mean())
        misbehave(recipe.task, step)
        if "nan" in recipe.task and step == 3:
            yield Ended(step, "nan", "The loss is no number at update 3.", weight)
            return
        order = yield Update(step, weight**2, 2 * weight, rate)
    while order and order.name in ("look", "snapshot"):
        if order.name == "look":
            order = yield Look(step, {"f": np.full((5, recipe.m), 0.5)}, weight[:1], weight[:1], weight, {"f": (0, 1)})
        else:
            order = yield Snapshot(step, {"0.W_f": np.tile(weight.astype("f4")[:, None], (1, recipe.m))})
    yield Ended(step, "done", "All updates are done.", weight)


def misbehave(text: str, step: int) -> None:
    if "slow" in text:
        time.sleep(0.002)
    if "loud" in text:
        print("something that a library prints", flush=True)
    if step == 3 and "memory" in text:
        np.ones(10**10)
    if step == 3 and "kill" in text:
        os.kill(os.getpid(), 9)
    if step == 3 and "error" in text:
        raise ArithmeticError("something broke")
    if step == 3 and "stuck" in text:
        time.sleep(60)
