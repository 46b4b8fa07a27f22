"""The groups of controls that a link can hide or lock: each with the keys of its widgets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from explainer.lessons import clipping, gradient_descent
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.vanishing_gradients import LIMITS
from explainer.tasks.catalogue import TASKS

ONE_CONTROL = re.compile(r"control:(\w{1,40})", re.ASCII)  # as a step of a lesson names one widget


@dataclass(frozen=True)
class ControlGroup:
    """Controls that belong together: what the group is called, its widgets' keys, and how further keys begin."""

    title: str
    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()

    def has(self, key: str) -> bool:
        """Tell whether a widget belongs to the group."""
        return key in self.keys or any(key.startswith(beginning) for beginning in self.beginnings)


LAB_KEYS = (*LIMITS, *clipping.RANGES, *gradient_descent.RANGES)
GROUPS: Mapping[str, ControlGroup] = {
    "cell": ControlGroup(
        gettext_noop("Cell"), ("cell", "second", "third", "begun", "use_equations", "racer2", "racer3")
    ),
    "size": ControlGroup(gettext_noop("Size"), ("m", "layers", "layer", "train_m", "train_layers")),
    "input": ControlGroup(
        gettext_noop("Input"),
        ("input", "use_input", "by", "text", "numbers", "symbols", "tokens", "scaling", "file", "source", "series",
         "prefix"),
        ("columns", "first ", "steps "),
    ),  # fmt: skip
    "weights": ControlGroup(
        gettext_noop("Weights"),
        ("start", "seed", "scale", "keep", "part", "direction", "run_control", "model_file", "of"),
        ("checkpoint", "seed_of_run", "of "),
    ),
    "task": ControlGroup(
        gettext_noop("Task and training"), ("task",),
        ("train ", "train_", "sweep_", "preset ", *(f"{key}_" for key in TASKS)),
    ),  # fmt: skip
    "loss": ControlGroup(gettext_noop("Loss and hold"), ("ask", "error", "hold", "held_gate", "held_sign", "held_from",
                                                       "held_unit", "undo_all")),
    "lab": ControlGroup(
        gettext_noop("Controls of the lab"), ("lab_start", "lab_seed", "activation", "valley", "eta", *LAB_KEYS),
        ("lab_", "claims_", "written_", "one_", "two_"),
    ),
}  # fmt: skip
"""By name, as it stands in a link."""


def is_control_name(name: str) -> bool:
    """Tell whether a link may name this: a group, or one control."""
    return name in GROUPS or ONE_CONTROL.fullmatch(name) is not None


def names_key(name: str, key: str) -> bool:
    """Tell whether a group, or "control:" and a key, means a widget."""
    return GROUPS[name].has(key) if name in GROUPS else name == f"control:{key}"
