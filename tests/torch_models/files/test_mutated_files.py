import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .mutated_files import mutated, whole_files

ROOT = Path(__file__).parent.parent.parent.parent
BATCH = 250
ENDS = (".", "again.", "right.")


def read_mutated(first: int, last: int, folder: Path) -> tuple[list[dict], list[int]]:
    """Read files in processes; return what each gave, and the numbers of those that ended their process by a signal.

    HDF5 loops or crashes on some damaged files. The sandbox ends a process that does, and has a message for it.
    """
    rows: list[dict] = []
    ended: list[int] = []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    while first < last:
        command = [sys.executable, "-m", "tests.torch_models.files.mutated_files", str(first), str(last), str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode <= 0, done.stderr
        found = [json.loads(line) for line in done.stdout.splitlines()]
        rows += [row for row in found if "outcome" in row]
        first = found[-1].get("begins", last - 1) + 1
        ended += [first - 1] if done.returncode else []
    return rows, ended


@pytest.mark.parametrize("batch", [0, *(pytest.param(k, marks=pytest.mark.more) for k in (1, 2, 3))])
def test_a_changed_file_is_a_model_or_a_sentence_and_nothing_in_it_is_run(batch, tmp_path):
    rows, ended = read_mutated(batch * BATCH, (batch + 1) * BATCH, tmp_path)
    assert len(rows) + len(ended) == BATCH and len(ended) <= 5
    assert [row["events"] for row in rows if row["events"]] == [] and list(tmp_path.iterdir()) == []
    for row in rows:
        assert row["outcome"] == "M" or (row["outcome"].endswith(ENDS) and len(row["outcome"]) < 500), row
    kinds = {row["kind"] for row in rows}
    assert kinds == set(whole_files(str(tmp_path)))
    assert {row["kind"] for row in rows if row["outcome"] == "M"} >= {"h5", "keras", "onnx"}


def test_a_file_with_a_number_is_the_same_each_time(tmp_path):
    assert mutated(7, str(tmp_path)) == mutated(7, str(tmp_path)) and mutated(8, str(tmp_path))[0] == "old pt"


def test_code_in_a_whole_file_would_be_noticed(tmp_path):
    """The files that are changed do hold code: loaded without care, they make the folder that the test looks for."""
    import pickle

    pickle.loads(whole_files(str(tmp_path))["old pt"][-1])
    assert (tmp_path / "made").exists()
