"""The numbers of the lesson Why it forgets that come from the page Clipping."""

import numpy as np

from explainer.lessons import clipping
from explainer.lessons.course.lab_settings import clipping_setting, descent_paths
from explainer.lessons.course.signed_number import signed
from explainer.lessons.course.state import State


def of_paths(state: State) -> dict[str, object]:
    """Return the jump of the path without clipping, and where the paths end."""
    paths = descent_paths(state.link)
    none, norm = paths["none"], paths["norm"]
    longest = clipping.longest_gradient(none.gradients)
    return {
        "norm": clipping.norms(none.gradients)[longest], "median": np.median(clipping.norms(none.gradients[:longest])),
        "length": none.step_lengths.max(), "start": none.errors[0], "end": none.errors[-1], "clipped": norm.errors[-1],
        "rate": clipping_setting(state.link)["walk_rate"], "threshold": clipping_setting(state.link)["clip"],
        "horizon": clipping.STEPS,
    }  # fmt: skip


def small_rate(state: State) -> float:
    """Return the learning rate with which the longest gradient gives no longer a step than clipping would."""
    found, lowest = of_paths(state), clipping.RANGES["walk_rate"][0]
    return max(lowest, float(found["rate"]) * float(found["threshold"]) / float(found["norm"]))  # type: ignore[arg-type]


def of_small_rate(state: State) -> dict[str, object]:
    """Return where the path ends with that learning rate and no clipping."""
    slow = descent_paths(state.link, walk_rate=small_rate(state))["none"].errors[-1]
    return of_paths(state) | {
        "slow": slow,
        "small": small_rate(state),
        "steps": len(descent_paths(state.link)["none"].errors) - 1,
    }


def rate_option(state: State) -> int:
    """Return whether the smaller rate ends higher than clipping (0) or as low (1)."""
    found = of_small_rate(state)
    return 0 if float(found["slow"]) > float(found["clipped"]) else 1  # type: ignore[arg-type]


def of_turns(state: State) -> dict[str, object]:
    """Return by how many degrees each kind of clipping turns the longest gradient of the clipped path."""
    path, threshold = descent_paths(state.link)["norm"], clipping_setting(state.link)["clip"]
    raw = path.gradients[clipping.longest_gradient(path.gradients)]
    by_norm, by_value = clipping.clip_norm(raw, threshold), clipping.clip_value(raw, threshold)
    turns = {"by_norm": clipping.angle_degrees(raw, by_norm), "by_value": clipping.angle_degrees(raw, by_value)}
    return {**turns, **signed({"w": raw[0], "b": raw[1], "threshold": threshold})}


def turn_option(state: State) -> int:
    """Return which kind of clipping turns the gradient: neither, by norm, both, or by value."""
    found = of_turns(state)
    turns = [float(found[key]) > 0.1 for key in ("by_norm", "by_value")]  # type: ignore[arg-type]
    return {(False, False): 0, (True, False): 1, (True, True): 2, (False, True): 3}[turns[0], turns[1]]
