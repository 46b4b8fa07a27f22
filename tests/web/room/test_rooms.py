import threading
from functools import partial

import pytest

from explainer.web.room import transitions
from explainer.web.room.limits import LIFETIME, MOST_ROOMS, RoomError
from explainer.web.room.rooms import Rooms
from tests.web.room.client import ANN, TEACHER, Clock


def test_a_teacher_has_one_room_and_each_room_a_code_of_its_own():
    rooms = Rooms()
    assert rooms.open(TEACHER) is rooms.open(TEACHER)
    assert rooms.open(ANN).code != rooms.open(TEACHER).code
    assert rooms.of_teacher(TEACHER) is rooms.open(TEACHER) and rooms.of_teacher("") is None


def test_rooms_are_few_and_a_closed_one_makes_room_for_another():
    rooms = Rooms()
    some = [rooms.open(f"{k:032x}") for k in range(MOST_ROOMS)]
    with pytest.raises(RoomError, match=f"{MOST_ROOMS} rooms"):
        rooms.open(TEACHER)
    rooms.close(some[0].code)
    assert rooms.open(TEACHER)


def test_a_student_finds_back_to_the_room_that_was_joined():
    rooms = Rooms()
    code = rooms.open(TEACHER).code
    assert rooms.of_student(ANN) is None
    rooms.change(code, lambda room: transitions.join(room, ANN))
    assert rooms.of_student(ANN) is rooms.find(code)
    rooms.close(code)
    assert rooms.of_student(ANN) is None and rooms.change(code, lambda room: room) is None


def test_what_closes_a_room_is_announced_once():
    clock = Clock()
    rooms, closed = Rooms(clock), []
    rooms.on_close.append(lambda room: closed.append(room.code))
    first, second = rooms.open(TEACHER).code, rooms.open(ANN).code
    rooms.close(first)
    rooms.close(first)
    clock.now += LIFETIME
    assert rooms.of_teacher(ANN) is None and closed == [first, second]


def test_changes_from_many_threads_are_all_made():
    rooms = Rooms()
    code = rooms.open(TEACHER).code

    def join(k: int) -> None:
        for j in range(20):
            rooms.change(code, partial(transitions.join, visitor=f"{k} {j}"))

    threads = [threading.Thread(target=join, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    room = rooms.find(code)
    assert room and sorted(student.number for student in room.students.values()) == list(range(1, 161))


def test_a_room_ends_in_time_even_if_nobody_comes_any_more(monkeypatch):
    started = []

    class Timer:
        def __init__(self, seconds, function):
            started.append((seconds, function))

        def start(self):
            assert self.daemon

    monkeypatch.setattr(threading, "Timer", Timer)
    clock = Clock()
    rooms = Rooms(clock, timers=True)
    rooms.open(TEACHER)
    ((seconds, function),) = started
    clock.now += seconds
    function()
    assert not rooms.rooms and not rooms.channels
