"""Listing runs: those that a visitor may see and the shipped ones, with their curves and files."""

import io
import json
import zipfile
from collections.abc import Mapping, Set
from typing import Any

import numpy as np

from explainer.cells.primitives import Array
from explainer.runs.limits import RunError
from explainer.runs.listing_entry import SHIPPED, Entry, median
from explainer.runs.row import Row
from explainer.runs.service import run_service
from explainer.runs.shipped import shipped_names, shipped_run
from explainer.torch_models.weights import Saved
from explainer.torch_models.weights import write as write_weights
from explainer.training.recipe import recipe_to_json

MAX_ENTRIES = 300  # runs of this server that are listed, the newest


def entries(owner: str, visited: Set[str] = frozenset()) -> list[Entry]:
    """Return a visitor's own runs, those `visited` by their links, and the shipped ones, which come last.

    Other runs are not listed: names of runs cannot be guessed, and whoever has a link was given it.
    """
    seen = [row for row in run_service().runs() if row.owner == owner or row.id in visited]
    return [*(of_row(row, owner) for row in seen[:MAX_ENTRIES]), *map(of_shipped, shipped_names())]


def of_row(row: Row, owner: str) -> Entry:
    """Return a run of this server as an entry."""
    note = row.sentence or row.note
    metric_name = str(row.started.get("metric", ""))
    return Entry(
        row.id, row.recipe, row.state, row.step, metric_name, median(row.metric), row.created, row.owner == owner, note
    )


def of_shipped(run: str) -> Entry:
    """Return a shipped run as an entry."""
    found = shipped_run(run)
    return Entry(
        run, found.recipe, SHIPPED, found.steps[-1], found.metric_name, found.metric[found.steps[-1]], note=found.note
    )


def loss_curve(run: str) -> Mapping[str, Array]:
    """Return a run's loss over the updates: "step" (K,) and "loss" (K, S)."""
    if run in shipped_names():
        points = np.array(shipped_run(run).losses, dtype=np.float64).reshape(-1, 2)
        return {"step": points[:, 0], "loss": points[:, 1:]}
    registry = run_service().registry
    with registry.lock:
        messages = [json.loads(line) for line in registry.run_log(run).history()]
    return join_updates([one for one in messages if one["kind"] == "updates"])


def join_updates(chunks: list[dict[str, Any]]) -> Mapping[str, Array]:
    """Join the update messages of a run into one curve; NaN where a loss was not finite."""
    steps: list[float] = []
    losses: list[list[float]] = []
    for chunk in chunks:
        rows = [[np.nan if one is None else float(one) for one in row] for row in chunk["loss"]]
        first, stride = int(chunk["from"]), int(chunk["stride"])
        steps += [first + stride * k for k in range(len(rows))]
        losses += rows
    return {"step": np.array(steps), "loss": np.array(losses).reshape(len(steps), -1)}


def export_zip(run: str) -> bytes:
    """Return a run as a zip file: its recipe, its curve and its weights."""
    if run not in shipped_names():
        return run_service().export(run)
    found, file = shipped_run(run), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recipe.json", recipe_to_json(found.recipe))
        lines = ["update,loss", *(f"{step},{loss!r}" for step, loss in found.losses)]
        archive.writestr("metrics.csv", "\n".join(lines) + "\n")
        for step, arrays in found.checkpoints.items():
            saved = Saved(arrays, recipe_to_json(found.recipe), {"metric": found.metric[step]})
            archive.writestr(f"weights/step-{step:06d}.safetensors", write_weights(saved))
    return file.getvalue()


def delete(entry: Entry) -> str:
    """Delete a run of the visitor's own; return a sentence that says what was done, or why not."""
    if not entry.own:
        return f"The run {entry.run} is not yours; only its own visitor can delete it."
    try:
        run_service().delete(entry.run)
    except RunError as error:
        return str(error)
    return f"The run {entry.run} was deleted."
