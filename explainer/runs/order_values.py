"""The values of the orders to a run, and the check of each: in one place, before anything is sent to a worker."""

from collections.abc import Callable
from typing import Any

from explainer.inputs.sequence import InputError
from explainer.runs.limits import RunError
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import Prompt, can_write, read_prefix
from explainer.training.limits import FLOAT_LIMITS

OrderValue = float | Prompt
"""A number, or the prompt of the order "sample"."""


def check_value(order: str, value: OrderValue, find_problem: Callable[[], Problem]) -> None:
    """Check the value of an order to a run whose problem is `find_problem()`; raises RunError."""
    if order in CHECKS:
        CHECKS[order](value, find_problem)


def _check_rate(value: OrderValue, find_problem: Callable[[], Problem]) -> None:
    low, high = FLOAT_LIMITS["rate"]
    if not isinstance(value, int | float) or not low <= value <= high:  # also for NaN
        raise RunError(f"The learning rate cannot be “{value}”; a number from {low:g} to {high:g} would be right.")


def _check_prompt(value: OrderValue, find_problem: Callable[[], Problem]) -> None:
    problem = find_problem()
    if not isinstance(value, Prompt) or not can_write(problem):
        raise RunError("A sample needs a prompt, and a run that learns the task “text”.")
    try:
        read_prefix(problem, value.prefix)
    except InputError as error:
        raise RunError(str(error)) from None


CHECKS: dict[str, Callable[[Any, Callable[[], Problem]], None]] = {"rate": _check_rate, "sample": _check_prompt}
