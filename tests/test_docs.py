"""What the documentation shows as Python is run here, in the order in which a reader meets it."""

import re
import shutil
import textwrap
from pathlib import Path

import numpy as np
import pytest
import torch

from docs import make_claims
from explainer import CELLS
from explainer.cells.catalogue import Cell, Equation
from explainer.runs.limits import LIMITS
from explainer.runs.shipped import shipped_names
from explainer.tasks.catalogue import TASKS

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(?:^(?:    .*)?\n)+", re.MULTILINE)


def python(name):
    """Return the indented blocks of a page that begin with an import, and those that go on from one."""
    blocks = [textwrap.dedent(block).strip() for block in BLOCK.findall((ROOT / name).read_text())]
    return [block for block in blocks if re.match(r"(import|from) ", block)]


def run(name):
    known = {}
    for block in python(name):
        exec(compile(block, name, "exec"), known)  # our own text
    return known


def test_the_readme_does_what_it_says():
    known = run("README.md")
    assert len(python("README.md")) == 3
    assert known["t"]["f"].shape == (50, 4, 8) and known["t"].max_abs_diff < 1e-6
    assert known["gradients"].x.shape == known["x"].shape
    assert known["ended"].sentence.startswith("The task is solved after 100 updates")
    scores = known["readout_from_weights"](known["weights"]).predict(known["run"].output[-1])
    assert scores.shape == (8,) and int(scores.argmax()) == known["problem"].probe.target[0]


def test_the_cell_in_the_readme_is_the_one_that_is_shipped():
    (text,) = (block for block in BLOCK.findall((ROOT / "README.md").read_text()) if block.strip().startswith("Cell("))
    shown, shipped = eval(textwrap.dedent(text).strip(), {"Cell": Cell, "Equation": Equation}), CELLS["UGRNN"]
    assert (shown.name, shown.state, shown.equations) == (shipped.name, shipped.state, shipped.equations)


@pytest.mark.parametrize("path", make_claims.files(), ids=lambda path: path.name)
def test_what_is_made_of_the_results_of_claims_is_up_to_date(path):
    assert path.read_text(encoding="utf-8") == make_claims.files()[path], "run python docs/make_claims.py"


def test_the_page_on_training_does_what_it_says():
    known = run("docs/training.md")
    assert len(python("docs/training.md")) == 2
    assert known["done"].layers[0].grad("z").abs().max() > 0
    assert known["update"].step == 1 and known["faster"].step == 2 and known["faster"].rate == 0.02
    assert next(known["again"]).step == 2
    assert np.isfinite(known["record"].values["f"]).all()


def test_the_page_on_the_gpu_does_what_it_says():
    known = run("docs/gpu.md")
    assert known["scan"].options.engine == "eager"
    assert "r = sigmoid(input_r + product(U_r, h_prev, is_unit, PRECISION))" in known["text"]


def test_the_page_on_your_model_does_what_it_says(capsys):
    known = run("docs/your-model.md")
    assert len(python("docs/your-model.md")) == 10
    assert torch.equal(known["t_model"]["rnn"].tokens, known["tokens"]) and known["t_model"]["rnn"]["f"].shape == (
        2,
        12,
        8,
    )
    known["tagger"](known["tokens"]).logsumexp(-1).sum().backward()
    assert torch.allclose(known["whole"].weights["embed.weight"], known["tagger"].embed.weight.grad, atol=1e-6)
    with torch.no_grad():
        again = known["module"](known["x"][:, :1, : known["model"].n])[0][:, 0].double().numpy()
    assert np.allclose(again, known["numpy_run"].output, atol=1e-6)
    printed = capsys.readouterr().out
    assert "f  rows 8 to 15: forget gate" in printed
    assert printed.startswith("<LSTM trace: 50 steps, batch 4, 2 layers, within ")
    assert "<Tagger trace>\n  rnn: <LSTM trace: 12 steps, batch 2, 1 layer, within " in printed
    assert known["t_gru"].max_abs_diff < 1e-15 and known["update"].shape == (4, 50, 8)
    assert (known["weights"]["l1"]["f"].bias == 1).all() and not known["lstm"].weight_hh_l0[8:16].diagonal().any()
    known["lstm"](known["x"])[0][-1].square().mean().backward()
    assert np.allclose(known["gradients"].weights["weight_hh_l0"], known["lstm"].weight_hh_l0.grad, atol=1e-6)
    assert len(known["table"]) == 2 * 6 * 8 * (50 + 40 + 30 + 20)
    assert (known["folder"] / "trace.npz").stat().st_size > 0 and len(known["figure"].data) == 12
    shutil.rmtree(known["folder"])
    assert known["predicted"] == known["run"].problem.probe.target[0]


def test_the_page_on_notebooks_does_what_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = [textwrap.dedent(block).strip() for block in BLOCK.findall((ROOT / "docs/notebooks.md").read_text())]
    known = {}
    for block in filter(None, blocks):
        exec(compile(block, "docs/notebooks.md", "exec"), known)  # our own text
    assert (
        sum(map(bool, blocks)) == 3
        and known["widget"].changes == ()
        and (tmp_path / "lstm.html").stat().st_size < 300_000
    )
    shown = known["widget"].trace().output
    assert np.allclose(shown, known["t"].output[:, 1].detach().numpy(), atol=1e-6)


def test_the_table_of_the_page_on_training_has_every_task():
    rows = re.findall(r"^\| (\w+) \|.*\|.*\|.*\|.*\|.*\|$", (ROOT / "docs/training.md").read_text(), re.MULTILINE)
    assert [row for row in rows if row != "task"] == list(TASKS)


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("500 runs and ", LIMITS["stored runs"].most == 500),
        ("500 MB are kept", LIMITS["stored bytes"].most == 500_000_000),
        ("Four runs\ntrain at once", LIMITS["at once"].most == 4),
        (
            "24 of one visitor and 64 of all",
            (LIMITS["of one visitor"].most, LIMITS["of all visitors"].most) == (24, 64),
        ),
        ("at most\ntwo hours", LIMITS["seconds of a run"].most == 7200),
        ("paused for half an hour", LIMITS["seconds of a pause"].most == 1800),
        ("3 GB of memory", LIMITS["bytes of a worker"].most == 3_000_000_000),
        ("Seventeen tasks", len(TASKS) == 17),
        ("sixteen tasks by LSTM, GRU and RNN", len(shipped_names()) == 48 + 1),
    ],
)
def test_numbers_that_the_readme_states_are_those_of_the_code(words, limit):
    assert words in (ROOT / "README.md").read_text() and limit
