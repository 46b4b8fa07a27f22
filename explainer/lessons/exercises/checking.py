"""Check what somebody has filled in: right or wrong, and what was mistaken as far as it can be told."""

import re
from dataclasses import dataclass

from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.exercise import Answer, Blank

MOST_TYPED = 60  # characters of an answer
TOLERANCE = 2.01  # in units of the last digit: rounding on the way may change it
EMPTY = gettext_noop("Nothing is filled in yet.")
RIGHT = gettext_noop("Right.")
NOT_A_NUMBER = gettext_noop("“{typed}” is not a number; {example} would be one.")
NOT_A_SHAPE = gettext_noop("“{typed}” is not a shape; (5, 2, 8) would be one.")
NOT_AN_ORDER = gettext_noop("“{typed}” is not an order; each of {letters} has to stand there once.")
SIZES = gettext_noop("The number of sizes is not right: {count} of them would be.")
CLOSE = gettext_noop("Close: look at the rounding, and at the last line.")
WRONG = gettext_noop("Not yet. Go through the line again, number by number.")
WRONG_SHAPE = gettext_noop("Not yet: {count} of {all} sizes stand where they belong.")
WRONG_ORDER = gettext_noop("Not yet: {count} of {all} stand where they belong.")


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, None where there is none that can be checked, and the message about it."""

    right: bool | None
    message: Message


def check(blank: Blank, typed: str) -> Verdict:
    """Check an answer as it was typed or chosen."""
    typed = typed.strip()[:MOST_TYPED]
    if not typed:
        return Verdict(None, Message(EMPTY))
    if isinstance(blank.answer, tuple):
        return _check_shape(blank, blank.answer, typed)
    if isinstance(blank.answer, str):
        return _check_choice(blank, typed) if blank.options else _check_order(blank, blank.answer, typed)
    return _check_number(blank, blank.answer, typed)


def tolerance(blank: Blank) -> float:
    """Return how far a number may be from the key: two in the last digit, none for a whole number."""
    last_digit = float(10**-blank.decimals)
    return TOLERANCE * last_digit if blank.decimals > 1 else last_digit / 100


def _check_number(blank: Blank, answer: float, typed: str) -> Verdict:
    number = read_number(typed)
    if number is None:
        example = f"{0.25:.{max(blank.decimals, 1)}f}" if blank.decimals else "48"
        return Verdict(None, Message(NOT_A_NUMBER, {"typed": typed, "example": example}))
    if abs(number - answer) <= tolerance(blank):
        return Verdict(True, Message(RIGHT))
    found = [one for one in blank.mistakes if abs(number - float(one.answer)) <= tolerance(blank)]  # type: ignore[arg-type]
    near = blank.decimals > 1 and abs(number - answer) <= 5 * tolerance(blank)
    return Verdict(False, found[0].message if found else Message(CLOSE if near else WRONG))


def _check_shape(blank: Blank, answer: tuple[int, ...], typed: str) -> Verdict:
    text = re.sub(r"^torch\.size|[\s()\[\]]", " ", typed.lower())
    if not re.fullmatch(r"\s*\d{1,6}(\s*[,x×]\s*\d{1,6}|\s+\d{1,6})*\s*,?\s*", text, re.ASCII):
        return Verdict(None, Message(NOT_A_SHAPE, {"typed": typed}))
    sizes = tuple(int(size) for size in re.findall(r"\d+", text))
    if sizes == answer:
        return Verdict(True, Message(RIGHT))
    if len(sizes) != len(answer):
        return Verdict(False, Message(SIZES, {"count": len(answer)}))
    count = sum(one == other for one, other in zip(sizes, answer, strict=True))
    return _wrong(blank, sizes, Message(WRONG_SHAPE, {"count": count, "all": len(answer)}))


def _check_order(blank: Blank, answer: str, typed: str) -> Verdict:
    letters = re.sub(r"[\s,;>]", "", typed.upper())
    if sorted(letters) != sorted(answer):
        return Verdict(None, Message(NOT_AN_ORDER, {"typed": typed, "letters": " ".join(sorted(answer))}))
    count = sum(one == other for one, other in zip(letters, answer, strict=True))
    return _wrong(blank, letters, Message(WRONG_ORDER, {"count": count, "all": len(answer)}))


def _check_choice(blank: Blank, typed: str) -> Verdict:
    return _wrong(blank, typed, Message(WRONG))


def _wrong(blank: Blank, answer: Answer, otherwise: Message) -> Verdict:
    if answer == blank.answer:
        return Verdict(True, Message(RIGHT))
    return Verdict(False, next((one.message for one in blank.mistakes if one.answer == answer), otherwise))


def read_number(typed: str) -> float | None:
    """Read a number, with a comma or a point, and with a minus sign of any kind; None where it is none."""
    text = re.sub(r"\s", "", typed).replace("−", "-").replace("–", "-").replace(",", ".")
    return float(text) if re.fullmatch(r"[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})", text, re.ASCII) else None
