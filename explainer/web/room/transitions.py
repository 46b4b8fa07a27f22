"""The steps of a room: each takes a room and returns the next one, or raises RoomError."""

from collections.abc import Iterable
from dataclasses import replace

from explainer.lessons.course.message import gettext_noop
from explainer.web.room.limits import (
    FIGURE_BYTES,
    LIFETIME,
    LINK,
    MOST_FIGURES,
    MOST_STUDENTS,
    NICKNAME,
    ROOM_IS_FULL,
    SENTENCE,
    TITLE,
    RoomError,
    clean,
    cut,
)
from explainer.web.room.question import Question
from explainer.web.room.room import Cursor, Figure, Poll, Room, Student, View

NO_QUESTION = gettext_noop("This question is over; the teacher has gone on.")
ANSWERED = gettext_noop("You have answered already: each student has one answer.")
IS_REVEALED = gettext_noop("The answer is shown already, so no more answers are counted.")
NOT_JOINED = gettext_noop("Join the room first.")


def has_expired(room: Room, now: float) -> bool:
    """Return whether a room is older than LIFETIME."""
    return now - room.created >= LIFETIME


def join(room: Room, visitor: str, nickname: object = None) -> Room:
    """Let a visitor join; whoever has joined already can change the nickname, or keep it with None."""
    if visitor not in room.students and len(room.students) >= MOST_STUDENTS:
        raise RoomError(ROOM_IS_FULL, most=MOST_STUDENTS)
    known = room.students.get(visitor)
    if known and nickname is None:
        return room
    student = Student(known.number if known else len(room.students) + 1, clean(nickname, NICKNAME))
    return replace(room, students={**room.students, visitor: student})


def share(room: Room, on: bool) -> Room:
    """Show the teacher's view to the students, or stop."""
    return replace(room, sharing=on) if on else replace(room, sharing=False, view=None, figures=(), cursor=None)


def show_view(room: Room, page: str, title: str, link: str, figure_keys: Iterable[str]) -> Room:
    """Note the teacher's page; of the figures those stay that the page has drawn in this run."""
    if not room.sharing or len(link) > LINK:
        return room
    keys = set(figure_keys)
    figures = tuple(one for one in room.figures if one.key in keys)
    same_page = room.view is not None and room.view.page == page
    words = (room.view.heading, room.view.sentence) if room.view and same_page else ("", "")
    view = View(page, cut(title, TITLE), link, *words)
    return replace(
        room,
        view=room.view if view == room.view else view,
        figures=room.figures if figures == room.figures else figures,
        cursor=room.cursor if same_page else None,
    )


def show_words(room: Room, heading: str, sentence: str) -> Room:
    """Note what the teacher's page says, as its browser shows it."""
    if not room.view:
        return room
    words = {"heading": clean(cut(heading, TITLE), TITLE), "sentence": clean(cut(sentence, SENTENCE), SENTENCE)}
    view = replace(room.view, **words)
    return room if view == room.view else replace(room, view=view)


def show_figure(room: Room, figure: Figure, size: int) -> Room:
    """Note a figure of the teacher's page, of so many bytes; one that is too large, or one too many, is left out."""
    if not room.sharing:
        return room
    others = tuple(one for one in room.figures if one.key != figure.key)
    same = next((one for one in room.figures if one.key == figure.key), None)
    if same and same.digest == figure.digest:
        return room
    if size > FIGURE_BYTES or len(others) >= MOST_FIGURES:
        return replace(room, figures=others)
    return replace(room, figures=(*others, figure))


def move_cursor(room: Room, cursor: Cursor) -> Room:
    """Note where the teacher's cursor is."""
    return replace(room, cursor=cursor) if room.sharing and cursor != room.cursor else room


def ask(room: Room, question: Question) -> Room:
    """Ask a question; the one before is gone with its answers."""
    number = room.poll_number + 1
    return replace(room, poll=Poll(number, question), poll_number=number)


def answer(room: Room, visitor: str, number: object, value: object) -> Room:
    """Count a student's answer to the question with a number: one of each student, before it is revealed."""
    if visitor not in room.students:
        raise RoomError(NOT_JOINED, 403)
    poll = room.poll
    if poll is None or number != poll.number:
        raise RoomError(NO_QUESTION)
    if poll.revealed:
        raise RoomError(IS_REVEALED)
    if visitor in poll.answers:
        raise RoomError(ANSWERED)
    answers = {**poll.answers, visitor: poll.question.read_answer(value)}
    return replace(room, poll=replace(poll, answers=answers))


def reveal(room: Room) -> Room:
    """Show the true answer to all."""
    return replace(room, poll=replace(room.poll, revealed=True)) if room.poll else room


def next_question(room: Room) -> Room:
    """Put the question away."""
    return replace(room, poll=None)
