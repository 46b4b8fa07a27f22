"""Whatever bytes somebody brings: a table, or one sentence, in bounded time."""

import io
import random
import time
import warnings

import numpy as np
import pytest
from openpyxl import Workbook

from explainer.inputs.sequence import InputError
from explainer.inputs.table import read_columns
from explainer.inputs.table_file import read_table
from explainer.inputs.table_gaps import FILLS
from explainer.inputs.table_sentences import describe
from tests.figures.sentence_rules import check
from tests.inputs.test_table_file import FORMS

PIECES = (b"", b"\x00", b'"', b"'", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\r\n", b",", b";", b"\t", b"|", b" ",
          b"#", b"sep=,", b"=1+1", b"NaN", b"?", b"-", "−".encode(), b"1e999", b"9" * 20, b"%", b"PK\x03\x04",
          b"<html>", b"2020-02-30", b"1/2/2020", b"24:61", b"\x1f", b"\x85", "\u2028".encode(), b"a" * 5_000,
          b"," * 3_000, b"\n" * 2_000, b"(" * 100, "١".encode(), b"\xf0\x9f", b"0x1F", b"1,2,3.4.5")  # fmt: skip
MOST_SECONDS = 5.0  # of the processor for one file; the median is some hundredths


def outcome(data: bytes) -> str:
    """Return how a file is read, or what is wrong with it, after using its numbers and labels as a page does."""
    try:
        table = read_table(data)
        assert len(table) and len(set(table.names)) == len(table.names)
        text = describe(table, table.numeric_names)
        for gaps in FILLS:
            if table.numeric_names:
                sequence = read_columns(table, table.numeric_names[:64], 0, 500, "standard", gaps=gaps)
                assert np.isfinite(sequence.x).all() and len(sequence.labels) == len(sequence.x)
    except InputError as error:
        return str(error)
    return text


def examine(data: bytes) -> None:
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = outcome(data)
    assert time.process_time() - start < MOST_SECONDS
    check(text)
    assert len(text) < 2_000


def random_bytes(rng: random.Random) -> bytes:
    """Bytes of any value, of text, or of what tables are made of."""
    alphabet = rng.choice([bytes(range(256)), bytes(range(32, 127)) + b"\n", b"0123456789.,;-\n", b'ab",; \n\r\t1#'])
    return bytes(rng.choices(alphabet, k=rng.choice([1, 5, 50, 500, 3_000])))


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes of a table with pieces put in, parts cut out, doubled or exchanged, and bytes changed."""
    for _ in range(rng.randint(1, 6)):
        place, other = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        change = rng.randrange(5)
        if change == 0:
            data = data[:place] + rng.choice(PIECES) + data[place:]
        elif change == 1:
            data = data[:place] + data[other:]
        elif change == 2:
            data = data[:other] + data[place:other] * rng.randint(1, 20) + data[other:]
        elif change == 3:
            data = data[place:] + data[:place]
        elif data:
            data = data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :]
    return data


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_a_table_or_a_sentence(seed):
    rng = random.Random(seed)
    for _ in range(100):
        examine(random_bytes(rng))


@pytest.mark.parametrize("seed", range(5))
def test_mutated_tables_are_a_table_or_a_sentence(seed):
    rng = random.Random(seed)
    for _ in range(90):
        data, _values, _sentence = rng.choice(list(FORMS.values()))
        examine(mutated(data * rng.choice([1, 1, 1, 30]), rng))
    for _ in range(10):
        examine(mutated(WORKBOOK, rng))


def _workbook() -> bytes:
    workbook = Workbook()
    for row in [("t", "x"), *((k, k / 2) for k in range(20))]:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


WORKBOOK = _workbook()
