"""What a page of the Lab has computed from its link: the pages note nothing but the link for a lesson."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from explainer.inputs.sequence import InputError
from explainer.lessons import by_hand, clipping
from explainer.lessons.by_hand import Example
from explainer.lessons.clipping import DescentPath
from explainer.lessons.module_shapes import SIZES, SWITCH, SWITCHES, Module
from explainer.lessons.vanishing_gradients import ACTIVATIONS, GradientNorms, Setting, measure_gradients
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.setup import Setup

Link = Mapping[str, str]


def number(link: Link, key: str, default: float) -> float:
    """Return a number of a link, the default where it is missing or none."""
    try:
        return float(link[key])
    except (KeyError, ValueError):
        return default


def worked_example(link: Link) -> Example:
    """Return the example of By hand; where the series cannot be read it is the one that the page opens with."""
    text, seed = link.get("series", by_hand.SERIES), int(number(link, "seed", Setup().seed))
    return _worked_example(text, seed, number(link, "eta", by_hand.RATE))


@lru_cache(maxsize=8)
def _worked_example(text: str, seed: int, rate: float) -> Example:
    try:
        series = by_hand.read_series(text)
    except InputError:
        series = by_hand.read_series(by_hand.SERIES)
    return by_hand.compute_example(series, seed, rate)


def vanishing_setting(link: Link) -> Setting:
    """Return the setting of Vanishing gradients."""
    usual = Setting()
    return Setting(
        number(link, "radius", usual.radius), number(link, "bias", usual.bias),
        int(number(link, "length", usual.length)),
        _one_of(INITIALISATIONS, link.get("lab_start", ""), usual.initialisation),
        _one_of(ACTIVATIONS, link.get("activation", ""), usual.activation),
        int(number(link, "lab_m", usual.m)), int(number(link, "lab_seed", usual.seed)),
    )  # fmt: skip


def _one_of(options: Mapping[str, object], value: str, default: str) -> str:
    return value if value in options else default


@lru_cache(maxsize=32)
def gradient_norms(cell: str, setting: Setting) -> GradientNorms:
    """Return the gradient norms of a cell in a setting."""
    return measure_gradients(cell, setting)


def clipping_setting(link: Link) -> dict[str, float]:
    """Return the values of the controls of Clipping by their keys."""
    return {key: number(link, key, default) for key, default in clipping.DEFAULTS.items()}


def descent_paths(link: Link, **changed: float) -> Mapping[str, DescentPath]:
    """Return the paths of Clipping by the kind of clipping, with some controls at other values."""
    setting = clipping_setting(link) | changed
    start = setting["w"], setting["b"]
    return clipping.descent_paths(start, setting["walk_rate"], setting["clip"], int(setting["walk_steps"]))


def module_of(link: Link) -> Module:
    """Return the module of Shapes."""
    usual = Module()
    sizes: dict[str, Any] = {field: int(number(link, key, getattr(usual, field))) for key, field in SIZES.items()}
    switches = {field: link.get(key, SWITCH[getattr(usual, field)]) == SWITCH[True] for key, field in SWITCHES.items()}
    return Module(link.get("shape_kind", usual.kind), **sizes, **switches)
