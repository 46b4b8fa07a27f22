"""The telling: what a worker says of its records, as frames."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors.numpy import save

from explainer.runs.frames import Frame, Head, plain
from explainer.training.records import Begun, Ended, Look, Numbers, Snapshot


def begun_frame(begun: Begun, updates: int) -> Frame:
    """Tell that a loop stands at its start; what it has told before no longer counts."""
    names = ("parameters", "tokens", "device", "baseline", "solved", "metric")
    told = {name: plain(getattr(begun, name)) for name in names if hasattr(begun, name)}
    return {"kind": "begun", **told, "updates": updates}, b""


def look_frame(look: Look) -> Frame:
    """Tell of the probe: in the head what is small, and in the body the message as the browser reads it."""
    small = {"kind": "look", "step": look.step, "metric": plain(look.metric), "saturation": plain(look.saturation)}
    values = {name: encoded(numbers) for name, numbers in look.values.items()}
    body = {**small, "said": plain(look.said), "truth": plain(look.truth), "values": values}
    return small, json.dumps(body, allow_nan=False).encode()


def encoded(numbers: Numbers) -> Mapping[str, Any]:
    """Return an array as its shape and float32 numbers in base64, little end first."""
    flat = np.ascontiguousarray(numbers, "<f4")
    return {"shape": list(numbers.shape), "data": base64.b64encode(flat.tobytes()).decode()}


def snapshot_frame(snapshot: Snapshot, recipe: str) -> Frame:
    """Tell of all weights: the body is a safetensors file, which says of itself from what recipe and step it is."""
    weights = {name: np.ascontiguousarray(numbers) for name, numbers in snapshot.weights.items()}
    return {"kind": "snapshot", "step": snapshot.step}, save(weights, {"recipe": recipe, "step": str(snapshot.step)})


def ended_head(ended: Ended) -> Head:
    """Tell that the loop has ended of itself, and why."""
    return {"kind": "ended", "reason": ended.reason, "sentence": ended.sentence, "step": ended.step,
            "metric": plain(ended.metric)}  # fmt: skip
