import gzip
import io
import sqlite3
import zipfile
from contextlib import closing

import h5py
import numpy as np
import openpyxl
import pytest

from explainer.inputs.file_formats import FORMATS, refuse_other_formats
from explainer.inputs.sequence import InputError


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def hdf5() -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file["x"] = np.zeros(3)
    return out.getvalue()


def sqlite() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table t (x)")
        return database.serialize()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


OPEN_DOCUMENT = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: zipped({"a.csv": b"1,2"}), "a packed one (zip)"),
        (lambda: zipped({}), "an empty archive (zip)"),
        (lambda: OPEN_DOCUMENT, "an OpenDocument sheet (.ods); save it as .xlsx or CSV."),
        (workbook, "a packed one (zip)"),
        (lambda: gzip.compress(b"a,b\n1,2"), "compressed (gzip)"),
        (hdf5, "an HDF5 file"),
        (sqlite, "a database of SQLite"),
        (lambda: b"%PDF-1.7\n", "a PDF"),
        (lambda: b"PAR1\x15\x04", "a Parquet file"),
        (lambda: b"<!DOCTYPE html><table>", "HTML, XML or JSON"),
        (lambda: b'{"a": 1}', "HTML, XML or JSON"),
        (lambda: b"[[1, 2]]", "HTML, XML or JSON"),
    ],
)
def test_files_that_their_own_libraries_write_are_refused_with_what_is_right(make, says):
    with pytest.raises(InputError) as error:
        refuse_other_formats(make())
    assert says in str(error.value) and str(error.value).endswith(".")


@pytest.mark.parametrize("data", [b"a,b\n1,2", b"", b"<5\n<6\n", b"[1]\n", "\ufeffa;b".encode(), b"P,K\n1,2"])
def test_tables_are_let_through(data):
    refuse_other_formats(data)


def test_no_beginning_hides_another():
    starts = list(FORMATS)
    assert not any(one != other and one.startswith(other) for one in starts for other in starts)
