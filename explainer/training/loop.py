"""The loop: a recipe followed update by update, as a generator of records that takes orders in between."""

from collections.abc import Callable, Generator

import torch

from explainer.tasks.catalogue import made
from explainer.tasks.problem import Problem, Series
from explainer.training.ending import sentence
from explainer.training.evaluation import judge
from explainer.training.recipe import Recipe, checked
from explainer.training.records import Begun, Ended, Order, Record, Snapshot, State
from explainer.training.resuming import Arrays, arrays
from explainer.training.snapshot import look
from explainer.training.state import Going, advance, begin, go_on, see, state

Loop = Generator[Record, Order | None, None]


def train(recipe: Recipe, series: Series | None = None, found: Arrays | None = None) -> Loop:
    """Follow a recipe; `found` is what the order "state" has handed out, where a run is to go on.

    Send None for the next update, or an Order. Raises RecipeError or TaskError at once, before the first record, for
    what cannot be followed.
    """
    recipe = checked(recipe)
    return follow(recipe, made(recipe.task, recipe.settings, series), found)


def follow(recipe: Recipe, problem: Problem, found: Arrays | None = None, dtype: torch.dtype = torch.float32) -> Loop:
    """Follow a recipe on a problem that is made already."""
    going = begin(recipe, problem, dtype)
    if found is not None:
        go_on(going, found)
    return _loop(going, dtype)


def _loop(going: Going, dtype: torch.dtype) -> Loop:
    record: Record = _begun(going)
    ended = False  # what is asked after the end is answered too
    while True:
        order = yield record
        if order is not None and order.name == "rewind":
            going, ended = begin(going.learner.recipe, going.learner.problem, dtype), False
            record = _begun(going)
        elif order is not None and order.name in ANSWERS:
            record = ANSWERS[order.name](going)
        elif ended:
            return
        elif going.reason:
            record, ended = _ended(going), True
        else:
            going.rate = order.value if order is not None else going.rate
            record = advance(going)


def _begun(going: Going) -> Begun:
    learner, problem = going.learner, going.learner.problem
    tokens = problem.steps * learner.recipe.batch
    return Begun(
        learner.size, tokens, str(learner.device), problem.baseline, problem.solved, problem.metric, going.k
    )  # fmt: skip


def _look(going: Going) -> Record:
    return look(going.learner, going.k)


def _snapshot(going: Going) -> Record:
    return Snapshot(going.k, arrays("", going.learner.params))


def _state(going: Going) -> Record:
    return State(going.k, state(going))


def _ended(going: Going) -> Ended:
    see(going)
    metric = judge(going.learner, None).metric
    return Ended(going.k, going.reason, sentence(going, metric), metric)


ANSWERS: dict[str, Callable[[Going], Record]] = {"look": _look, "snapshot": _snapshot, "state": _state}
