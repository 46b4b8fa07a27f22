"""The checks of the link entries that no widget holds: each raises an error with a message for what cannot be used."""

import re
from collections.abc import Callable, Iterable

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, read_cell
from explainer.cells.lowering import lower
from explainer.lessons.course.step_link import find_step
from explainer.numerics.changes import ChangeError, parse_changes
from explainer.numerics.loss_choice import is_loss_text
from explainer.training.choices import KEEP_BIAS_CHOICES
from explainer.ui import hidden, locked
from explainer.ui.control_groups import GROUPS

MOST_PINS = 8


def _validate_pins(text: str) -> None:
    words = text.split()
    if len(words) > MOST_PINS or not all(
        re.fullmatch(r"\w{1,21}(\.[1-9]\d{0,3}){2}", word, re.ASCII) for word in words
    ):
        raise ChangeError(f"The link asks for pins that cannot be read; use up to {MOST_PINS} like “f.3.2”.")


def _validate_runs(text: str) -> None:
    if not re.fullmatch(r"[a-z0-9]{10}(,[a-z0-9]{10}){0,2}|", text, re.ASCII):
        raise ChangeError("The link asks for runs that cannot be read; use up to 3 like “a1b2c3d4e5”.")


def _validate_run(text: str) -> None:
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", text, re.ASCII):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks for the run “{shown}”; use a name like “recall-lstm”.")


def _validate_hold(text: str) -> None:
    if not re.fullmatch(r"[A-Za-z]\w{0,20}", text, re.ASCII):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks to hold “{shown}”; use a letter of the cell, such as “f”.")


def _validate_span(text: str) -> None:
    ends = re.fullmatch(r"([1-9]\d{0,6})-([1-9]\d{0,6})", text, re.ASCII)
    if text and not (ends and int(ends[1]) <= int(ends[2])):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks for the span “{shown}”; use the first and the last token, such as “12-19”.")


def _validate_loss(text: str) -> None:
    if not is_loss_text(text):
        raise ChangeError("The link asks for a loss that cannot be read; use “recall.squared”, “last” or “c.3.12”.")


def _validate_present(text: str) -> None:
    if text not in ("", "1"):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks for present = “{shown}”; use 1, or leave it out.")


def _validate_hide(text: str) -> None:
    _validate_names(text, "hide", hidden.is_hideable, (*hidden.PARTS, *GROUPS))


def _validate_lock(text: str) -> None:
    _validate_names(text, "lock", locked.is_lockable, locked.TITLES)


def _validate_names(text: str, what: str, is_one: Callable[[str], bool], there: Iterable[str]) -> None:
    names = [name for name in text.split(",") if name]
    if len(names) > hidden.MOST_NAMES:
        raise ChangeError(f"The link asks to {what} {len(names)} things; it may name up to {hidden.MOST_NAMES}.")
    for name in names:
        if not is_one(name):
            shown = name if len(name) <= 30 else f"{name[:27]}…"
            raise ChangeError(
                f"The link asks to {what} “{shown}”, which does not exist; there are {', '.join(there)}, and single "
                "controls like control:seed."
            )


def _validate_several(text: str, key: str, there: Iterable[str]) -> None:
    for name in filter(None, text.split(",")):
        if name not in there:
            shown = name if len(name) <= 30 else f"{name[:27]}…"
            raise ChangeError(f"The link asks for {key} “{shown}”, which does not exist; there are {', '.join(there)}.")


VALIDATORS: dict[str, Callable[[str], object]] = {
    "changes": parse_changes,
    "pins": _validate_pins,
    "runs": _validate_runs,
    "back": _validate_loss,
    "run": _validate_run,
    "hold": _validate_hold,
    "span": _validate_span,
    "lesson": find_step,
    "present": _validate_present,
    "hide": _validate_hide,
    "lock": _validate_lock,
    "sweep_cells": lambda text: _validate_several(text, "sweep_cells", (*CELLS, OWN_CELL)),
    "sweep_keep": lambda text: _validate_several(text, "sweep_keep", KEEP_BIAS_CHOICES),
    "own": lambda text: lower(read_cell(text)),
}
