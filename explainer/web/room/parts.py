"""What the screens of a room receive: its state in parts, each a server-sent event that is sent when it has changed.

Before an answer is revealed, no part of a student has the truth, or anything of the answers of others.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from explainer.lessons.course.message import Message, gettext_noop
from explainer.web.room import scores
from explainer.web.room.histogram import histogram, true_position
from explainer.web.room.question import Answer, Question
from explainer.web.room.room import Poll, Room
from explainer.web.translations import translate

Part = Any
TRUE = gettext_noop("True: {truth}")
TRUE_CURVE = gettext_noop("The dashed line is the true one.")
RIGHT_COUNT = gettext_noop("{right} of {answered} were right.")
NOBODY = gettext_noop("Nobody has answered.")


def view(room: Room, language: str) -> Part:
    """Return where the teacher is."""
    return room.view.__dict__ if room.view else None


def figures(room: Room, language: str) -> Part:
    """Return the figures of the teacher's page, with their data."""
    return [figure.__dict__ for figure in room.figures]


def cursor(room: Room, language: str) -> Part:
    """Return where the teacher's cursor is."""
    return room.cursor.__dict__ if room.cursor else None


def question(room: Room, language: str) -> Part:
    """Return the question, and once it is revealed the truth, the sentence and the histogram."""
    if not room.poll:
        return None
    shown = room.poll.question.payload(language) | {"number": room.poll.number, "revealed": room.poll.revealed}
    return shown | _truth(room.poll, language) if room.poll.revealed else shown


def _truth(poll: Poll, language: str) -> dict[str, Any]:
    """Return what is shown to everybody when a question is revealed."""
    shown: dict[str, Any] = {
        "bars": _bars(poll, language, with_truth=True),
        "true_at": true_position(poll.question),
        "truth": None,
        "true_text": "",
        "sentence": "",
        "score": "",
    }
    truth = poll.question.truth
    if truth is None:
        return shown
    hits = sum(bool(poll.question.judge(one).right) for one in poll.answers.values())
    counted = Message(RIGHT_COUNT, {"right": hits, "answered": len(poll.answers)}) if poll.answers else NOBODY
    text = TRUE_CURVE if isinstance(truth, tuple) else Message(TRUE, {"truth": truth_text(poll.question, language)})
    shown |= {"truth": truth, "true_text": translate(language, text)}
    if not poll.question.typed:
        shown["sentence"] = translate(language, poll.question.judge(truth).message)
    return shown | {"score": translate(language, counted)}


def truth_text(question: Question, language: str) -> str:
    """Return the right answer to a choice or for a number, with its unit, as text."""
    if question.kind == "choice":
        return str(question.payload(language)["options"][question.truth])
    return f"{question.truth:.4g} {question.payload(language)['unit']}".strip()


def training(room: Room, language: str) -> Part:
    """Return how far the training of the room is; the scores are those of all, which have no names."""
    return scores.summary(room.training) if room.training else None


def own(room: Room, visitor: str, language: str) -> Part:
    """Return what belongs to one student alone: the nickname, the answer, the feedback to it, and the network."""
    student = room.students.get(visitor)
    if student is None:
        return None
    shown: dict[str, Any] = {"nickname": student.nickname, "answer": None, "feedback": None}
    shown["question"] = room.poll.number if room.poll else 0  # that the answer belongs to: the parts come one by one
    if room.poll and visitor in room.poll.answers:
        shown["answer"] = room.poll.answers[visitor]
        if room.poll.revealed:
            shown["feedback"] = _feedback(room.poll.question, room.poll.answers[visitor], language)
    return shown | {"network": scores.own(room.training, visitor) if room.training else None}


def own_key(room: Room, visitor: str) -> tuple[Any, ...]:
    """Return what `own` depends on."""
    poll = room.poll
    answered = (poll.number, poll.revealed, poll.answers.get(visitor)) if poll else ()
    return room.students.get(visitor), answered, room.training


def _feedback(question: Question, answer: Answer, language: str) -> Mapping[str, Any]:
    found = question.judge(answer)
    return {"right": found.right, "text": translate(language, found.message) if found.message else ""}


def count(room: Room, here: int) -> Part:
    """Return what the teacher sees at once: how many are here, have joined and answered, and the nicknames."""
    names = [student.nickname for student in room.students.values() if student.nickname]
    answered = len(room.poll.answers) if room.poll else 0
    return {"here": here, "joined": len(room.students), "answered": answered, "nicknames": names}


def bars(room: Room, language: str) -> Part:
    """Return the histogram for the teacher; where the truth lies is left out until it is revealed."""
    return _bars(room.poll, language, room.poll.revealed) if room.poll else None


def _bars(poll: Poll, language: str, with_truth: bool) -> list[Mapping[str, Any]]:
    options = poll.question.payload(language).get("options", ())
    return [asdict(bar) for bar in histogram(poll.question, poll.answers.values(), with_truth, options)]


def curves(room: Room) -> Part:
    """Return the curves that a room has drawn, for the teacher; None for any other question."""
    if not room.poll or room.poll.question.kind != "curve":
        return None
    return [[float(f"{value:.3g}") for value in one] for one in room.poll.answers.values() if isinstance(one, tuple)]


SHARED: Mapping[str, tuple[Callable[[Room, str], Part], Callable[[Room], Any]]] = {
    "view": (view, lambda room: room.view),
    "figures": (figures, lambda room: room.figures),
    "cursor": (cursor, lambda room: room.cursor),
    "question": (question, lambda room: room.poll and (room.poll.number, room.poll.revealed)),
    "training": (training, lambda room: room.training),
}
"""The parts that are the same for all students of a language, and the value that tells whether one has changed."""


def event(name: str, part: Part) -> bytes:
    """Return a part as a server-sent event."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), json.dumps(part, allow_nan=False).encode())
