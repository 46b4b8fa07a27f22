"""The visitor's own data of a run to the columns and bytes that are stored and sent, and back.

The number of columns is that of a series; 0 means a text, PAIRS pairs of strings, and LABELLED texts with labels.
"""

import csv
import io
import json

import numpy as np

from explainer.runs.limits import LIMITS
from explainer.tasks.own_data import LabelledTexts, OwnData, PairList, Series

PAIRS, LABELLED = -1, -2


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
        columns, body = data.numbers.shape[1], np.ascontiguousarray(data.numbers, "<f8").tobytes()
    if len(body) > LIMITS["bytes of a series"].most:
        raise LIMITS["bytes of a series"].refuse()
    return columns, body


def unpack_own_data(columns: int, body: bytes) -> OwnData | None:
    """Return the series, its columns numbered, the text, pairs or labelled texts; None where there are no bytes."""
    if not body:
        return None
    if not columns:
        return body.decode()
    if columns == PAIRS:
        return PairList(tuple((source, target) for source, target in json.loads(body)))
    if columns == LABELLED:
        return LabelledTexts(*map(tuple, json.loads(body)))
    return Series(tuple(f"column {k + 1}" for k in range(columns)), np.frombuffer(body, "<f8").reshape(-1, columns))


def as_file(columns: int, body: bytes) -> tuple[str, str]:
    """Return the name and the contents of a file with the data: a table without a header, or a text."""
    data = unpack_own_data(columns, body)
    if data is None or isinstance(data, str):
        return "text.txt", data or ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if isinstance(data, LabelledTexts):
        writer.writerows([("text", "label"), *zip(data.texts, data.labels, strict=True)])
        return "texts.csv", out.getvalue()
    writer.writerows(data.rows if isinstance(data, PairList) else data.numbers.tolist())
    return "pairs.csv" if isinstance(data, PairList) else "series.csv", out.getvalue()
