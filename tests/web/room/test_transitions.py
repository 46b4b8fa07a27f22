"""The steps of a room as pure functions, among them sequences of steps in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.web.room import transitions
from explainer.web.room.free_question import number_question
from explainer.web.room.limits import FIGURE_BYTES, LINK, RoomError
from explainer.web.room.room import Cursor, Figure, Room

ROOM = Room("KITE-427-359", "teacher", 0.0)
QUESTION = number_question("How many?", 0, 100, "", 50)
JOINED = transitions.join(transitions.join(ROOM, "ann", "Ann"), "ben")


def test_students_are_numbered_and_may_change_their_nickname():
    assert [student.number for student in JOINED.students.values()] == [1, 2]
    renamed = transitions.join(JOINED, "ann", " Anna\n ")
    assert renamed.students["ann"].nickname == "Anna" and renamed.students["ann"].number == 1
    assert transitions.join(renamed, "ann", None) is renamed and not JOINED.students["ben"].nickname
    assert ROOM.students == {}


def test_a_new_question_forgets_the_answers_of_the_one_before():
    first = transitions.answer(transitions.ask(JOINED, QUESTION), "ann", 1, 5)
    second = transitions.ask(first, QUESTION)
    assert first.poll and first.poll.answers == {"ann": 5.0}
    assert second.poll and second.poll.number == 2 and not second.poll.answers and not second.poll.revealed
    after = transitions.ask(transitions.next_question(second), QUESTION)
    assert after.poll and after.poll.number == 3, "an answer to the last question never counts for the next one"


def test_a_view_keeps_the_figures_that_the_page_has_drawn():
    room = ROOM
    for key in ("stage", "board"):
        room = transitions.show_figure(room, Figure("stage", key, f"digest of {key}", "text"), 10)
    room = transitions.show_view(room, "cell", "Cell", "/?t=3", ["stage"])
    assert [figure.key for figure in room.figures] == ["stage"] and room.view and room.view.link == "/?t=3"
    moved = transitions.move_cursor(room, Cursor(3, 1, 1))
    assert transitions.show_view(moved, "cell", "Cell", "/?t=3", ["stage"]).cursor == Cursor(3, 1, 1)
    assert transitions.show_view(moved, "train", "Train", "/train", []).cursor is None


def test_what_has_not_changed_stays_the_same_object():
    figure = Figure("stage", "stage", "digest", "text")
    room = transitions.show_view(transitions.show_figure(ROOM, figure, 10), "cell", "Cell", "/", ["stage"])
    again = transitions.show_view(transitions.show_figure(room, figure, 10), "cell", "Cell", "/", ["stage"])
    assert again.view is room.view and again.figures is room.figures
    assert transitions.move_cursor(transitions.move_cursor(room, Cursor(1)), Cursor(1)).cursor == Cursor(1)


def test_a_figure_that_is_too_large_is_left_out_and_so_is_a_fourth():
    room = transitions.show_figure(ROOM, Figure("stage", "a", "1", "x"), FIGURE_BYTES)
    assert len(room.figures) == 1
    assert not transitions.show_figure(room, Figure("stage", "a", "2", "x"), FIGURE_BYTES + 1).figures
    for key in "bcdef":
        room = transitions.show_figure(room, Figure("stage", key, key, "x"), 10)
    assert [figure.key for figure in room.figures] == ["a", "b", "c"]


def test_a_link_that_is_too_long_is_not_shown():
    assert transitions.show_view(ROOM, "cell", "Cell", "/?" + "a" * LINK, []).view is None


def test_after_sharing_has_stopped_nothing_of_the_view_is_left_or_added():
    room = transitions.show_view(transitions.show_figure(ROOM, Figure("s", "a", "1", "x"), 1), "cell", "Cell", "/", "a")
    stopped = transitions.share(room, on=False)
    assert stopped.view is None and stopped.figures == () and stopped.cursor is None
    assert transitions.show_view(stopped, "cell", "Cell", "/", []) is stopped
    assert transitions.move_cursor(stopped, Cursor(1)) is stopped
    assert transitions.show_figure(stopped, Figure("s", "a", "1", "x"), 1) is stopped
    assert transitions.show_view(transitions.share(stopped, on=True), "cell", "Cell", "/", []).view


def test_words_are_cut_and_stand_beside_their_page():
    room = transitions.show_view(ROOM, "cell", "Cell", "/", [])
    worded = transitions.show_words(room, "LSTM reads", "x" * 1000)
    assert worded.view and worded.view.heading == "LSTM reads" and len(worded.view.sentence) == 400
    assert transitions.show_words(ROOM, "a", "b") is ROOM
    other = transitions.show_view(worded, "train", "Train", "/train", [])
    assert other.view and other.view.heading == ""


STEPS = {
    "join": lambda room: transitions.join(room, "cat"),
    "ask": lambda room: transitions.ask(room, QUESTION),
    "ann": lambda room: transitions.answer(room, "ann", room.poll_number, 7),
    "ben": lambda room: transitions.answer(room, "ben", room.poll_number, 8),
    "stranger": lambda room: transitions.answer(room, "stranger", room.poll_number, 9),
    "reveal": transitions.reveal,
    "next": transitions.next_question,
    "share": lambda room: transitions.share(room, on=False),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=25))
def test_in_any_order_of_steps_each_student_has_one_answer_and_none_after_the_reveal(names):
    room = JOINED
    for name in names:
        before = room.poll
        try:
            room = STEPS[name](room)
        except RoomError as error:
            assert str(error) and room.poll is before  # noqa: PT017
        poll = room.poll
        if poll and before and poll.number == before.number:
            assert before.answers.items() <= poll.answers.items() <= {("ann", 7.0), ("ben", 8.0)}
            assert not before.revealed or (poll.revealed and poll.answers == before.answers)


def test_a_room_expires_by_the_clock_of_its_caller():
    assert not transitions.has_expired(ROOM, 21_599.9) and transitions.has_expired(ROOM, 21_600.0)


def test_an_answer_of_somebody_who_has_not_joined_is_refused():
    with pytest.raises(RoomError, match="Join the room first"):
        transitions.answer(transitions.ask(ROOM, QUESTION), "ann", 1, 5)
