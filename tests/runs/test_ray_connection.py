import threading

import pytest

from explainer.runs.ray_connection import RayConnection


def test_orders_come_in_their_order_and_frames_leave_in_theirs():
    connection = RayConnection([b"first"])
    connection.put(b"second")
    assert connection.poll() and connection.poll() and connection.recv_bytes() == b"first"
    assert connection.poll(5) and connection.recv_bytes() == b"second" and not connection.poll()
    with pytest.raises(EOFError):
        connection.recv_bytes()
    for frame in (b"1", b"2"):
        connection.send_bytes(frame)
    connection.close()
    assert list(connection.frames()) == [b"1", b"2"]


def test_it_stands_still_only_where_no_order_has_been_brought_since():
    connection = RayConnection()
    connection.sent.put(connection.taken)  # it begins to wait, and an order comes before anybody sees that
    connection.put(b"resume")
    connection.send_bytes(b"frame")
    frames = connection.frames()
    assert next(frames) == b"frame"
    assert connection.poll(5) and connection.recv_bytes() == b"resume"
    waiting = threading.Thread(target=connection.poll, args=(60.0,))
    waiting.start()
    assert next(one for one in frames if one != b"") is None
    connection.put(b"cancel")
    waiting.join(5)
    assert not waiting.is_alive() and connection.recv_bytes() == b"cancel"


def test_a_pause_without_frames_is_seen():
    assert next(RayConnection().frames()) == b""
