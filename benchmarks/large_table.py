"""A large table: seconds and memory to read a million rows with a decimal comma, and 200,000 cells of a spreadsheet."""

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explainer.inputs.table import Table, read_columns
from explainer.inputs.table_file import read_table
from explainer.inputs.table_sentences import describe

ROWS = 1_000_000


def text() -> bytes:
    minutes = np.datetime64("2020-01-01T00:00") + np.arange(ROWS) * np.timedelta64(1, "m")
    times = np.char.replace(np.datetime_as_string(minutes), "T", " ")
    values = [f"{value:.4f}".replace(".", ",") for value in np.random.default_rng(0).normal(size=2 * ROWS)]
    lines = [";".join(row) for row in zip(times.tolist(), values[:ROWS], values[ROWS:], strict=True)]
    return ("time;a;b\n" + "\n".join(lines) + "\n").encode()


def spreadsheet() -> bytes:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("a")
    sheet.append(["t", "x"])
    for k in range(100_000):
        sheet.append([k, k / 2])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def report(name: str, function: Callable[[], object]) -> object:
    wall, cpu = time.perf_counter(), time.process_time()
    found = function()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name}: {wall:.1f} s, {cpu:.1f} s of the processor; at most {memory} MB in all until here")
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        subprocess.run([sys.executable, __file__, path], check=True)  # so that its memory is not counted here
        data = path.read_bytes()
    report(f"a file of {len(data) / 1e6:.0f} MB lies in memory", lambda: None)
    table = report(f"{ROWS:,} rows are read", lambda: read_table(data))
    assert isinstance(table, Table)
    report("two columns as numbers, times as labels, all described", lambda: describe(table, ("a", "b")))
    report("500 steps of them", lambda: read_columns(table, ("a", "b"), 999_000, 500, "standard"))
    packed = spreadsheet()
    report("200,000 cells of a spreadsheet", lambda: read_table(packed))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(text()) if len(sys.argv) > 1 else main()
