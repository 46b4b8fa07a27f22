"""The links: a sentence for each entry of an address that cannot be used, and what the others mean."""

from collections.abc import Mapping

from explainer.cells.program import CellError
from explainer.inputs.text import MOST_TYPED
from explainer.lessons.course.step_link import StepError
from explainer.numerics.changes import Change, ChangeError, parse_changes
from explainer.ui.link_entries import CHOICES, CURSOR, RANGES, RENAMED_VALUES
from explainer.ui.link_validators import VALIDATORS


def renamed(key: str, value: str) -> str:
    """Return the label that an option of a query parameter has now."""
    return RENAMED_VALUES.get(key, {}).get(value, value)


def option(key: str, label: str) -> str:
    """Return the option of a query parameter that has a label."""
    return next((old for old, new in RENAMED_VALUES.get(key, {}).items() if new == label), label)


def link_errors(link: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry of a link that cannot be used."""
    return [sentence for key, value in link.items() if (sentence := link_error(key, value))]


def cursor(link: Mapping[str, str], t: int = 0, op: int = 0) -> dict[str, int]:
    """Return the cursor of a link, counted from 0; what cannot be used becomes step t, unit 0 or operation op."""
    usable = {key for key in CURSOR if key in link and not link_error(key, link[key])}
    return {key: int(link[key]) - 1 if key in usable else other for key, other in (("t", t), ("unit", 0), ("op", op))}


def changes(link: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the changes of a link; none where they cannot be used."""
    text = link.get("changes", "")
    return () if link_error("changes", text) else parse_changes(text)


def pins(link: Mapping[str, str]) -> str:
    """Return the pins of a link as they stand there; none where they cannot be used."""
    text = link.get("pins", "")
    return "" if link_error("pins", text) else text


def link_error(key: str, value: str) -> str:
    """Return what is wrong with an entry of a link, in a sentence, or nothing."""
    if key in VALIDATORS:
        try:
            VALIDATORS[key](value)
        except (CellError, ChangeError, StepError) as error:
            return str(error)
        return ""
    return _choice_error(key, value[: MOST_TYPED + 1])


def backward_loss(link: Mapping[str, str]) -> str:
    """Return the loss of a link's backward pass, as it stands there; empty on a forward pass or where it is bad."""
    text = link.get("back", "")
    return "" if link_error("back", text) else text


def run(link: Mapping[str, str]) -> str:
    """Return the run of a link; empty where it names none or a bad one."""
    text = link.get("run", "")
    return "" if link_error("run", text) else text


def _choice_error(key: str, value: str) -> str:
    shown = value if len(value) <= 30 else f"{value[:27]}…"
    if key in CHOICES and value not in (*CHOICES[key], *RENAMED_VALUES.get(key, {}).values()):
        return f"The link asks for {key} “{shown}”, which does not exist; there are {', '.join(CHOICES[key])}."
    if key in RANGES:
        low, high = RANGES[key]
        number = _number(value)
        if number is None or not low <= number <= high or (isinstance(low, int) and number != int(number)):
            kind = "a whole number" if isinstance(low, int) else "a number"
            return f"The link asks for {key} = “{shown}”; use {kind} from {low} to {high}."
    return ""


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
