import json
import struct

import numpy as np
import pytest
from safetensors.numpy import save

from explainer.torch_models.safetensors_header import HeaderLimitError, read_header

DATA = save({"b": np.zeros(2, "f4"), "a": np.zeros(3, "f4")}, {"recipe": "{}"})


def bytes_of(table) -> bytes:
    text = json.dumps(table).encode()
    return struct.pack("<Q", len(text)) + text


def test_names_and_metadata_are_read():
    header = read_header(DATA, 1000)
    assert set(header.names) == {"a", "b"} and header.metadata == {"recipe": "{}"}
    assert read_header(bytes_of({"b": {}, "a": {}}), 1000).names == ("b", "a")


def test_metadata_that_are_no_table_are_none():
    assert read_header(bytes_of({"__metadata__": [1]}), 1000).metadata == {}


@pytest.mark.parametrize(
    ("max_bytes", "max_tensors", "what", "message"),
    [
        (10, None, "header", r"its header has [\d,]+ bytes; 10 is the most"),
        (1000, 1, "tensors", "its header has 2 tensors; 1 is the most"),
    ],
)
def test_a_header_above_a_limit_raises(max_bytes, max_tensors, what, message):
    with pytest.raises(HeaderLimitError, match=message) as caught:
        read_header(DATA, max_bytes, max_tensors)
    assert caught.value.what == what and caught.value.found > 1


@pytest.mark.parametrize("data", [b"", b"abc", DATA[:20], bytes_of([]), struct.pack("<Q", 9) + b"[" * 9])
def test_what_is_no_header_raises(data):
    with pytest.raises((ValueError, struct.error)):
        read_header(data, 1000)
