"""What has to run with Python, torch and numpy alone: the engine, training, the tasks, and the benchmark on a GPU."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

APART = {"explainer.training.train_shipped"}  # it writes the files of shipped weights, with safetensors
REFUSED = {
    "streamlit", "plotly", "pandas", "safetensors", "h5py", "regex", "num2words", "openpyxl", "segno", "starlette",
    "charset_normalizer", "anyio", "google", "PIL", "click", "packaging", "anywidget", "traitlets", "scipy", "ray",
}  # fmt: skip
"""All libraries of the app beside torch and numpy."""
REFUSE = f"import sys; sys.modules.update(dict.fromkeys({sorted(REFUSED)}))"  # as if they were not installed


def run_alone(code: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", f"{REFUSE}\n{code}", *arguments]
    settings = {**os.environ, "OMP_NUM_THREADS": "1", **environment}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=settings).stdout


def test_engine_training_and_tasks_import_torch_and_numpy_alone():
    files = [path for name in ("engine", "training", "tasks") for path in (ROOT / "explainer" / name).glob("*.py")]
    modules = {str(path.relative_to(ROOT).with_suffix("")).replace("/", ".") for path in files} - APART
    assert len(modules) > 100
    run_alone("\n".join(f"import {name}" for name in sorted(modules)))


REHEARSAL = "import runpy; runpy.run_path('benchmarks/gpu.py', run_name='__main__')"


@pytest.mark.more
@pytest.mark.triton
def test_a_part_of_the_benchmark_is_rehearsed_without_any_other_library(tmp_path: Path):
    pytest.importorskip("triton")
    run_alone(REHEARSAL, "--rehearse", "--parts", "d2l_tokens", OUT=str(tmp_path))
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert found["failed"] == {} and found["d2l_tokens"][0]["tokens_per_second"] > 0


@pytest.mark.more
@pytest.mark.triton
def test_the_whole_benchmark_is_rehearsed(tmp_path: Path):
    pytest.importorskip("triton")
    settings = {**os.environ, "OMP_NUM_THREADS": "1", "OUT": str(tmp_path)}
    subprocess.run([sys.executable, "benchmarks/gpu.py", "--rehearse"], cwd=ROOT, check=True, env=settings)
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert found["failed"] == {} and found["compile_kernels"][0]["failed"] == []
    assert [row for rows in found.values() if isinstance(rows, list) for row in rows if row.get("failed")] == []
    assert all(row["ratio"] > 0 for row in found["training_steps"]) and found["many_seeds"][0]["times_faster"] > 0
    for row in found["correctness"]:
        assert row["worst"] < (0.1 if row["precision"] == "bf16" else 1e-4), row
