"""The listing: the runs that a visit may see and the shipped ones as entries, with their curves and files."""

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
from explainer.runs.service import desk
from explainer.runs.shipped import names, shipped
from explainer.torch_models.weights import Saved
from explainer.torch_models.weights import write as write_weights
from explainer.training.recipe import write

MOST = 300  # entries of this server that are listed, the newest


def entries(owner: str, opened: Set[str] = frozenset()) -> list[Entry]:
    """Return the runs of a visit, those it has opened by their links, and the shipped ones, which come last.

    Of others nothing is told: a run's name cannot be guessed, and who has it was given it.
    """
    seen = [row for row in desk().runs() if row.owner == owner or row.id in opened]
    return [*(of_row(row, owner) for row in seen[:MOST]), *map(of_shipped, names())]


def of_row(row: Row, owner: str) -> Entry:
    """Return a run of this server as an entry."""
    note = row.sentence or row.note
    measure = str(row.begun.get("metric", ""))
    return Entry(
        row.id, row.recipe, row.state, row.step, measure, median(row.metric), row.made, row.owner == owner, note
    )


def of_shipped(run: str) -> Entry:
    """Return a shipped run as an entry."""
    found = shipped(run)
    return Entry(
        run, found.recipe, SHIPPED, found.steps[-1], found.measure, found.metric[found.steps[-1]], note=found.note
    )


def curves(run: str) -> Mapping[str, Array]:
    """Return a run's loss over training time: "step" (K,) and "loss" (K, S)."""
    if run in names():
        points = np.array(shipped(run).losses, dtype=np.float64).reshape(-1, 2)
        return {"step": points[:, 0], "loss": points[:, 1:]}
    with desk().book.lock:
        messages = [json.loads(line) for line in desk().book.ledger(run).history()]
    return joined([one for one in messages if one["kind"] == "updates"])


def joined(chunks: list[dict[str, Any]]) -> Mapping[str, Array]:
    """Join the messages of a run's updates into one curve; what was no number is NaN."""
    steps: list[float] = []
    losses: list[list[float]] = []
    for chunk in chunks:
        rows = [[np.nan if one is None else float(one) for one in row] for row in chunk["loss"]]
        first, stride = int(chunk["from"]), int(chunk["stride"])
        steps += [first + stride * k for k in range(len(rows))]
        losses += rows
    return {"step": np.array(steps), "loss": np.array(losses).reshape(len(steps), -1)}


def packed(run: str) -> bytes:
    """Return a run as a zip file: its recipe, its curve and its weights."""
    if run not in names():
        return desk().export(run)
    found, file = shipped(run), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recipe.json", write(found.recipe))
        lines = ["update,loss", *(f"{step},{loss!r}" for step, loss in found.losses)]
        archive.writestr("metrics.csv", "\n".join(lines) + "\n")
        for at, arrays in found.moments.items():
            saved = Saved(arrays, write(found.recipe), {"metric": found.metric[at]})
            archive.writestr(f"weights/step-{at:06d}.safetensors", write_weights(saved))
    return file.getvalue()


def delete(entry: Entry) -> str:
    """Delete a run of the visitor's own; return a sentence that says what was done, or why not."""
    if not entry.own:
        return f"The run {entry.run} is not yours; only its own visitor can delete it."
    try:
        desk().delete(entry.run)
    except RunError as error:
        return str(error)
    return f"The run {entry.run} was deleted."
