"""The archive: a run as a zip file: its recipe, its curves as a table, and its weights."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict

import numpy as np

from explainer.runs.chunk import Chunk
from explainer.runs.frames import plain
from explainer.runs.row import Row
from explainer.runs.store import Store


def pack_run(store: Store, row: Row) -> bytes:
    """Return the zip file: recipe.json, metrics.csv, the visitor's series, weights/step-000100.safetensors, …"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recipe.json", recipe_text(row))
        archive.writestr("metrics.csv", table(store.chunks(row.id), store.marks(row.id)))
        columns, series = store.series(row.id)
        if series:
            archive.writestr("series.csv", series_table(columns, series))
        for step in store.steps(row.id):
            archive.writestr(f"weights/step-{step:06d}.safetensors", store.weights(row.id, step))
    return packed.getvalue()


def recipe_text(row: Row) -> str:
    """Return what decides a run's numbers, and how it went, as JSON."""
    told = asdict(row)
    names = ("recipe", "versions", "hand", "begun", "state", "reason", "sentence", "step", "metric")
    return json.dumps({"run": row.id, **{name: told[name] for name in names}}, indent=2, ensure_ascii=False) + "\n"


def table(chunks: Iterable[Chunk], marks: Iterable[tuple[int, str]]) -> str:
    """Return a line per update: rate, loss and norm per seed, and the metric where the probe was looked at."""
    metrics = {step: json.loads(mark)["metric"] for step, mark in marks}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, chunk in enumerate(chunks):
        seeds = range(chunk.seeds)
        if number == 0:
            named = [f"{name} of start {seed + 1}" for name in ("loss", "norm", "metric") for seed in seeds]
            writer.writerow(["update", "rate", *named])
        for step, numbers in enumerate(plain(chunk.numbers), chunk.first):
            writer.writerow([step, *numbers, *metrics.get(step, [None] * chunk.seeds)])
    return out.getvalue()


def series_table(columns: int, series: bytes) -> str:
    """Return the visitor's series as a table without a header."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(np.frombuffer(series, "<f8").reshape(-1, columns).tolist())
    return out.getvalue()
