"""The frames that a worker sends for the records of its training loop."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from safetensors.numpy import save

from explainer.runs.frames import Frame, Head, to_jsonable
from explainer.runs.limits import LIMITS
from explainer.training.arrays_file import pack as pack_arrays
from explainer.training.records import DeviceUse, Ended, Numbers, ProbeRecord, Sample, SavedState, Snapshot, Started


def started_frame(started: Started, updates: int) -> Frame:
    """Return the frame of the first record; it replaces all earlier frames of the run."""
    names = ("parameters", "tokens", "device", "baseline", "solved", "metric", "epoch", "engine", "device_name",
             "card_memory")  # fmt: skip
    fields = {name: to_jsonable(getattr(started, name)) for name in names if hasattr(started, name)}
    return {"kind": "begun", **fields, "updates": updates}, b""


def device_frame(use: DeviceUse) -> Frame:
    """Return the frame of how a run uses its device; it adds to what the first record said."""
    return {"kind": "device", **asdict(use)}, b""


def probe_frame(probe: ProbeRecord) -> Frame:
    """Return the frame of the probe: its summary as head, the whole message for the browser as body."""
    metric, saturation = to_jsonable(probe.metric), to_jsonable(probe.saturation)
    summary = {"kind": "look", "step": probe.step, "metric": metric, "saturation": saturation}
    pair = probe.pair
    summary |= {"symbols": to_jsonable({"forced": pair.forced, "free": pair.free})} if pair else {}
    values = {name: encode_array(numbers) for name, numbers in probe.values.items()}
    norms = {name: encode_array(numbers) for name, numbers in probe.gradient_norms.items()}
    body = {**summary, "said": to_jsonable(probe.prediction), "truth": to_jsonable(probe.target), "values": values,
            "gradient_norms": norms}  # fmt: skip
    body |= {"read": to_jsonable(pair.read)} if pair else {}
    return summary, json.dumps(body, allow_nan=False).encode()


def probe_summary(head: Head) -> Head:
    """Return the summary of a probe record from the head of its frame."""
    return {key: head[key] for key in ("kind", "step", "metric", "saturation", "symbols") if key in head}


def sample_frame(sample: Sample) -> Frame:
    """Return the frame of a sample: the body is the message for the browser, its text in pieces."""
    head = {"kind": "sample", "step": sample.step}
    body = {**head, "prefix": sample.written.prefix_length, "temperature": sample.prompt.temperature,
            "pieces": sample.pieces, "probabilities": to_jsonable(sample.written.probabilities)}  # fmt: skip
    return head, json.dumps(body, allow_nan=False).encode()


def encode_array(numbers: Numbers) -> Mapping[str, Any]:
    """Return an array as its shape and float32 numbers in base64, little-endian."""
    flat = np.ascontiguousarray(numbers, "<f4")
    return {"shape": list(numbers.shape), "data": base64.b64encode(flat.tobytes()).decode()}


def snapshot_frame(snapshot: Snapshot, recipe: str) -> Frame:
    """Return the frame of all weights: the body is a safetensors file with recipe and step as metadata."""
    weights = {name: np.ascontiguousarray(numbers) for name, numbers in snapshot.weights.items()}
    return {"kind": "snapshot", "step": snapshot.step}, save(weights, {"recipe": recipe, "step": str(snapshot.step)})


def saved_frame(saved: SavedState, about: Mapping[str, Any]) -> Frame:
    """Return the frame of everything needed to resume a run; one that is too large has no body."""
    body = pack_arrays(saved.arrays)
    fits = len(body) <= LIMITS["bytes of a saved state"].most
    return {"kind": "saved", "step": saved.step, "fits": fits, **about}, body if fits else b""


def end_head(ended: Ended) -> Head:
    """Return the head of the last frame of a loop that has ended by itself."""
    head = {"kind": "ended", "reason": ended.reason, "sentence": ended.sentence, "step": ended.step,
            "metric": to_jsonable(ended.metric)}  # fmt: skip
    if ended.solved_at is None or ended.solved_metric is None:
        return head
    return head | {"solved_at": ended.solved_at.tolist(), "solved_metric": to_jsonable(ended.solved_metric)}
