"""The checks of the link entries that no widget holds: each raises an error with a message for what cannot be used."""

import re
from collections.abc import Callable

from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.lessons.course.step_link import find_step
from explainer.numerics.changes import ChangeError, parse_changes
from explainer.numerics.losses import ERRORS

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
    number = re.fullmatch(r"[A-Za-z]\w{0,20}(\.[1-9]\d{0,3}){2}", text, re.ASCII)
    with_error = re.fullmatch(rf"(recall|predict)\.({'|'.join(ERRORS)})", text)
    logit = re.fullmatch(r"logit\.[1-9]\d{0,3}", text, re.ASCII)
    if text and text not in ("last", "each") and not number and not with_error and not logit:
        raise ChangeError("The link asks for a loss that cannot be read; use “recall.squared”, “last” or “c.3.12”.")


VALIDATORS: dict[str, Callable[[str], object]] = {
    "changes": parse_changes,
    "pins": _validate_pins,
    "runs": _validate_runs,
    "back": _validate_loss,
    "run": _validate_run,
    "hold": _validate_hold,
    "span": _validate_span,
    "lesson": find_step,
    "own": lambda text: lower(read_cell(text)),
}
