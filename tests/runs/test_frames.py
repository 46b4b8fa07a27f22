import io
import json

import numpy as np
import pytest

from explainer.runs.frames import MAX_BODY, MAX_HEAD, FrameError, pack, read, to_jsonable, unpack


def test_a_frame_is_read_from_bytes_and_from_a_stream():
    frames = [({"kind": "a"}, b""), ({"kind": "b", "step": 3}, b"\n{\x00"), ({"kind": "c"}, b"x" * 70_000)]
    stream = io.BytesIO(b"".join(pack(*frame) for frame in frames))
    for head, body in frames:
        for found, data in (unpack(pack(head, body)), read(stream)):
            assert data == body and head.items() <= found.items()
    assert read(stream) is None


def test_a_stream_that_ends_in_the_middle_has_ended():
    whole = pack({"kind": "a"}, b"12345")
    assert all(read(io.BytesIO(whole[:cut])) is None for cut in range(len(whole)))


@pytest.mark.parametrize(
    "data", [b"no json\n", b"[1]\n", b'{"bytes": -1}\n', b'{"bytes": "9"}\n', b"x" * MAX_HEAD,
             json.dumps({"bytes": MAX_BODY + 1}).encode() + b"\n"],
)  # fmt: skip
def test_data_that_is_no_frame_or_too_large_is_refused(data):
    with pytest.raises(FrameError):
        read(io.BytesIO(data))
    with pytest.raises(FrameError):
        unpack(data)


def test_a_frame_that_could_not_be_read_is_not_sent():
    with pytest.raises(FrameError):
        pack({"kind": "x" * MAX_HEAD})
    with pytest.raises(ValueError):  # noqa: PT011
        pack({"rate": float("nan")})


def test_numbers_have_six_digits_and_nan_is_none():
    numbers = {"a": np.array([[1 / 3, np.nan]]), "b": (np.inf, np.int64(3)), "c": "text", "d": 1e-9 / 3, "e": True}
    found = to_jsonable(numbers)
    assert found == {"a": [[0.333333, None]], "b": [None, 3], "c": "text", "d": 3.33333e-10, "e": True}
    json.dumps(found, allow_nan=False)
