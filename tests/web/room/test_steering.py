import pytest

from explainer.web.room.limits import RoomError
from explainer.web.room.room import Cursor, Room
from explainer.web.room.steering import steer

ROOM = Room("KITE-427-359", "teacher", 0.0)
CURSOR = {"t": 3, "unit": 2, "op": 23, "changes": "", "pins": "c.1", "back": "last"}


def test_a_cursor_is_taken_as_the_stage_reports_it():
    assert steer(ROOM, {"do": "cursor", "cursor": CURSOR}).cursor == Cursor(3, 2, 23, "", "c.1", "last")
    assert steer(ROOM, {"do": "cursor", "cursor": {"t": 5, "unit": 1}}).cursor == Cursor(5, 1)


@pytest.mark.parametrize(
    "cursor",
    [None, [], "3", {"t": "3"}, {"t": -1}, {"t": 10**9}, {"t": 1.5}, {"t": 1, "changes": 5},
     {"t": 1, "changes": "no change"}, {"t": 1, "pins": "a" * 7000}],
)  # fmt: skip
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(RoomError, match="position"):
        steer(ROOM, {"do": "cursor", "cursor": cursor})


@pytest.mark.parametrize("order", [{}, {"do": None}, {"do": ["reveal"]}, {"do": "explode"}, {"do": {"a": 1}}])
def test_an_order_that_does_not_exist_is_refused_with_those_that_do(order):
    with pytest.raises(RoomError, match="reveal, next, .*train, close"):
        steer(ROOM, order)


def test_orders_without_a_question_or_a_view_change_nothing():
    for name in ("reveal", "words"):
        assert steer(ROOM, {"do": name, "heading": 5}) is ROOM
    with pytest.raises(RoomError, match="LSTM, GRU, RNN"):
        steer(ROOM, {"do": "offer", "cell": "<script>"})
