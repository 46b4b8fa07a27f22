import threading
from functools import partial

import pytest

from explainer.web.room import transitions
from explainer.web.room.limits import LIFETIME, MOST_ROOMS, RoomError
from explainer.web.room.room_registry import RoomRegistry
from tests.web.room.client import ANN, TEACHER, Clock


def test_a_teacher_has_one_room_and_each_room_a_code_of_its_own():
    registry = RoomRegistry()
    assert registry.open(TEACHER) is registry.open(TEACHER)
    assert registry.open(ANN).code != registry.open(TEACHER).code
    assert registry.of_teacher(TEACHER) is registry.open(TEACHER) and registry.of_teacher("") is None


def test_rooms_are_few_and_a_closed_one_makes_room_for_another():
    registry = RoomRegistry()
    some = [registry.open(f"{k:032x}") for k in range(MOST_ROOMS)]
    with pytest.raises(RoomError, match=f"{MOST_ROOMS} rooms"):
        registry.open(TEACHER)
    registry.close(some[0].code)
    assert registry.open(TEACHER)


def test_a_student_finds_back_to_the_room_that_was_joined():
    registry = RoomRegistry()
    code = registry.open(TEACHER).code
    assert registry.of_student(ANN) is None
    registry.change(code, lambda room: transitions.join(room, ANN))
    assert registry.of_student(ANN) is registry.find(code)
    registry.close(code)
    assert registry.of_student(ANN) is None and registry.change(code, lambda room: room) is None


def test_what_closes_a_room_is_announced_once():
    clock = Clock()
    registry, closed = RoomRegistry(clock), []
    registry.on_close.append(lambda room: closed.append(room.code))
    first, second = registry.open(TEACHER).code, registry.open(ANN).code
    registry.close(first)
    registry.close(first)
    clock.now += LIFETIME
    assert registry.of_teacher(ANN) is None and closed == [first, second]


def test_changes_from_many_threads_are_all_made():
    registry = RoomRegistry()
    code = registry.open(TEACHER).code

    def join(k: int) -> None:
        for j in range(20):
            registry.change(code, partial(transitions.join, visitor=f"{k} {j}"))

    threads = [threading.Thread(target=join, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    room = registry.find(code)
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
    registry = RoomRegistry(clock, timers=True)
    registry.open(TEACHER)
    ((seconds, function),) = started
    clock.now += seconds
    function()
    assert not registry.by_code and not registry.channels
