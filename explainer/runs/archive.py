"""A run as a zip file: its recipe, its metrics as a table, and its weights."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable

from explainer.runs.chunk import Chunk
from explainer.runs.frames import to_jsonable
from explainer.runs.own_data import as_file
from explainer.runs.row import Row, stored_values
from explainer.runs.store import Store


def pack_run(store: Store, row: Row) -> bytes:
    """Return the zip file: recipe.json, metrics.csv, the visitor's data, weights/step-000100.safetensors, …"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("recipe.json", recipe_text(row))
        file.writestr("metrics.csv", metrics_table(store.chunks(row.id), store.probe_summaries(row.id)))
        columns, series = store.series(row.id)
        if series:
            file.writestr(*as_file(columns, series))
        for step in store.steps(row.id):
            file.writestr(f"weights/step-{step:06d}.safetensors", store.weights(row.id, step))
    return packed.getvalue()


def recipe_text(row: Row) -> str:
    """Return recipe, versions and outcome of a run as JSON."""
    stored = stored_values(row)
    names = ("recipe", "versions", "hand", "begun", "state", "reason", "sentence", "step", "metric")
    return json.dumps({"run": row.id, **{name: stored[name] for name in names}}, indent=2, ensure_ascii=False) + "\n"


def metrics_table(chunks: Iterable[Chunk], probe_summaries: Iterable[tuple[int, str]]) -> str:
    """Return a line per update: rate, loss and norm per seed, and the metric where it was measured."""
    metrics = {step: json.loads(summary)["metric"] for step, summary in probe_summaries}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, chunk in enumerate(chunks):
        seeds = range(chunk.seeds)
        if number == 0:
            named = [f"{name} of start {seed + 1}" for name in ("loss", "norm", "metric") for seed in seeds]
            writer.writerow(["update", "rate", *named])
        for step, numbers in enumerate(to_jsonable(chunk.numbers), chunk.first):
            writer.writerow([step, *numbers, *metrics.get(step, [None] * chunk.seeds)])
    return out.getvalue()
