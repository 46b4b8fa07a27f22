"""The visitor's own data of a run to the columns and bytes that are stored and sent, and back.

The number of columns says what the bytes are: 0 a text, PAIRS pairs of strings, LABELLED texts with labels, and SERIES
a series with its names and times. A positive number is that of the columns of a series without names, as in old files.
"""

import csv
import io
import json

import numpy as np

from explainer.runs.limits import LIMITS
from explainer.tasks.own_data import LabelledTexts, OwnData, PairList, Series

PAIRS, LABELLED, SERIES = -1, -2, -3


def pack_own_data(data: OwnData | None) -> tuple[int, bytes]:
    """Return the number of columns and the bytes: (0, UTF-8) for a text; raises RunError for too many bytes."""
    if data is None:
        return 0, b""
    if isinstance(data, str):
        columns, body = 0, data.encode()
    elif isinstance(data, PairList):
        columns, body = PAIRS, json.dumps(data.rows).encode()
    elif isinstance(data, LabelledTexts):
        columns, body = LABELLED, json.dumps([data.texts, data.labels], ensure_ascii=False).encode()
    else:
        columns, body = SERIES, _pack_series(data)
    if len(body) > LIMITS["bytes of a series"].most:
        raise LIMITS["bytes of a series"].refuse()
    return columns, body


def unpack_own_data(columns: int, body: bytes) -> OwnData | None:
    """Return the series, the text, pairs or labelled texts; None where there are no bytes."""
    if not body:
        return None
    if not columns:
        return body.decode()
    if columns == PAIRS:
        return PairList(tuple((source, target) for source, target in json.loads(body)))
    if columns == LABELLED:
        return LabelledTexts(*map(tuple, json.loads(body)))
    if columns == SERIES:
        return _unpack_series(body)
    return Series(tuple(f"column {k + 1}" for k in range(columns)), np.frombuffer(body, "<f8").reshape(-1, columns))


def _pack_series(data: Series) -> bytes:
    """Return a line of JSON, the times in milliseconds since 1970, if there are any, and the numbers."""
    head = json.dumps({"names": data.names, "rows": len(data.numbers), "timed": data.times is not None})
    times = b"" if data.times is None else data.times.astype("<M8[ms]").tobytes()
    return head.encode() + b"\n" + times + np.ascontiguousarray(data.numbers, "<f8").tobytes()


def _unpack_series(body: bytes) -> Series:
    line, _, rest = body.partition(b"\n")
    head = json.loads(line)
    size = 8 * head["rows"] if head["timed"] else 0
    times = np.frombuffer(rest[:size], "<M8[ms]") if size else None
    numbers = np.frombuffer(rest[size:], "<f8").reshape(head["rows"], -1)
    return Series(tuple(head["names"]), numbers, times)


def as_file(columns: int, body: bytes) -> tuple[str, str]:
    """Return the name and the contents of a file with the data: a table, or a text."""
    data = unpack_own_data(columns, body)
    if data is None or isinstance(data, str):
        return "text.txt", data or ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if isinstance(data, LabelledTexts):
        writer.writerows([("text", "label"), *zip(data.texts, data.labels, strict=True)])
        return "texts.csv", out.getvalue()
    if isinstance(data, PairList):
        writer.writerows(data.rows)
        return "pairs.csv", out.getvalue()
    writer.writerow(data.names if data.times is None else ("time", *data.names))
    rows = data.numbers.tolist()
    times = [] if data.times is None else np.datetime_as_string(data.times).tolist()
    writer.writerows([time, *row] for time, row in zip(times, rows, strict=True)) if times else writer.writerows(rows)
    return "series.csv", out.getvalue()
