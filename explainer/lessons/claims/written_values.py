"""The values of a written claim's link: each text becomes a value, or one sentence about what is wrong with it."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from explainer.lessons.claims.written_fields import choices_of, limits_of
from explainer.tasks.problem import TaskSetting
from explainer.training.limits import shorten

Choices = Mapping[str, str]
LONGEST = 24  # characters of a number


class WrittenError(ValueError):
    """Choices that make no claim; the message quotes what is wrong and says what would be right."""


def field_value(chosen: Choices, key: str, name: str) -> Any:
    """Return the value of a recipe's field."""
    options = choices_of(name)
    if options is not None:
        return option(chosen, key, options)
    low, high = limits_of(name)
    found = number(chosen, key, low, high)
    return found if isinstance(low, float) else int(found)


def setting_value(chosen: Choices, key: str, setting: TaskSetting) -> Any:
    """Return the value of a task's setting, None where it is not set."""
    if not chosen.get(key):
        return None
    if setting.choices:
        return option(chosen, key, setting.choices)
    if isinstance(setting.default, float):
        return number(chosen, key, float(setting.low), float(setting.high))
    return int(number(chosen, key, int(setting.low), int(setting.high)))


def option(chosen: Choices, key: str, options: Collection[str]) -> str:
    """Return a value that is one of some options."""
    value = chosen[key]
    if value not in options:
        raise WrittenError(f"“{key}” is “{shorten(value)}”, which does not exist; there are {', '.join(options)}.")
    return value


def number(chosen: Choices, key: str, low: float, high: float) -> float:
    """Return a number within its limits, a whole one where the limits are."""
    text, whole = str(chosen[key]).strip(), isinstance(low, int)
    shape = r"[+-]?\d+(\.0)?" if whole else r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?"
    found = float(text) if len(text) <= LONGEST and re.fullmatch(shape, text, re.ASCII | re.IGNORECASE) else math.nan
    if not low <= found <= high:  # also for NaN
        kind = "a whole number" if whole else "a number"
        raise WrittenError(f"“{key}” is “{shorten(text)}”; {kind} from {low:g} to {high:g} would be right.")
    return found
