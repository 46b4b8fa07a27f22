"""The visitor's own data of a run, a series or a text, to the columns and bytes that are stored and sent, and back."""

import csv
import io

import numpy as np

from explainer.runs.limits import LIMITS
from explainer.tasks.problem import OwnData, Series


def pack_own_data(data: OwnData | None) -> tuple[int, bytes]:
    """Return the number of columns and the bytes: (0, UTF-8) for a text; raises RunError for too many."""
    if data is None:
        return 0, b""
    if isinstance(data, str):
        columns, body = 0, data.encode()
    else:
        columns, body = data.numbers.shape[1], np.ascontiguousarray(data.numbers, "<f8").tobytes()
    if len(body) > LIMITS["bytes of a series"].most:
        raise LIMITS["bytes of a series"].refuse()
    return columns, body


def unpack_own_data(columns: int, body: bytes) -> OwnData | None:
    """Return the series, its columns numbered, or the text; None where there are no bytes."""
    if not body:
        return None
    if not columns:
        return body.decode()
    return Series(tuple(f"column {k + 1}" for k in range(columns)), np.frombuffer(body, "<f8").reshape(-1, columns))


def as_file(columns: int, body: bytes) -> tuple[str, str]:
    """Return the name and the contents of a file with the data: a table without a header, or a text."""
    data = unpack_own_data(columns, body)
    if not isinstance(data, Series):
        return "text.txt", data or ""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(data.numbers.tolist())
    return "series.csv", out.getvalue()
