"""The laboratory's sentences: what is left of each gradient, what decides it, and where it is lost."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.memory import carried, keep_paths
from explainer.cells.primitives import Array
from explainer.lessons.vanishing_gradients import ACROSS, UPWARDS, Reach, Setting, keeping, lost, overflow, steepness
from explainer.numerics import gradient_flow


def of_left(reaches: Mapping[str, Reach]) -> str:
    """Say how much of its gradient each cell has left at the first step, and which band that is."""
    back = steps(len(next(iter(reaches.values())).lengths) - 1)
    told = [f"the {cell} has {left(float(reach.shares[0]))}" for cell, reach in reaches.items()]
    return " ".join([f"After {back} back {told[0]}.", *(f"{one[0].upper()}{one[1:]}." for one in told[1:])])


def left(share: float) -> str:
    """Say a share of a gradient with its band: 3e−9 of its gradient left: gone."""
    band = gradient_flow.band(share)
    if not np.isfinite(share):
        return f"a gradient that has overflowed: {band}"
    if share == 0:
        return f"nothing of its gradient left, exactly 0: {band}"
    return f"{spell(share)} {'of its gradient left' if share <= 1 else 'times its gradient'}: {band}"


def of_causes(setting: Setting, reaches: Mapping[str, Reach]) -> list[str]:
    """Say for each cell what decides how far its gradient reaches."""
    return [_of_gate(cell, reach) or _of_matrix(cell, setting, reach) for cell, reach in reaches.items()]


def _of_matrix(cell: str, setting: Setting, reach: Reach) -> str:
    slope = steepness(reach.run)
    measured = gradient_flow.per_step(reach.lengths)
    said = (
        f"{cell}: every step back goes through the matrix and the slope of {setting.activation}. Spectral radius "
        f"{setting.radius:.2f} times mean slope {slope:.2f} is {setting.radius * slope:.2f} per step"
    )
    if not np.isfinite(measured):
        return f"{said}."
    guide = (
        " The mean is only a guide: where slopes are steep, more goes through."
        if slope * setting.radius < 1 < measured
        else ""
    )
    return f"{said}; measured, {spell(measured)} on average.{guide}"


def _of_gate(cell: str, reach: Reach) -> str:
    program = reach.run.program
    state, kept = carried(program), keeping(reach.run)
    if state is None or kept is None:
        return ""
    gate = keep_paths(program, state)[0][0]
    said = (
        f"{cell}: going back, {state} is multiplied at every step by the gate {gate}, {kept[0]:.3f} on average, "
        f"and by no matrix. Over {steps(len(reach.lengths) - 1)} the product is {spell(kept[1])}, as a mean over units"
    )
    if not reach.lengths[:-1].any():
        return f"{said}; yet h reaches {state} only through U, and there its gradient is 0."
    return f"{said}. What more there is went through gates and matrices."


def of_loss(reaches: Mapping[str, Reach]) -> list[str]:
    """Say which gradients are larger than numbers can be, and how many steps back that begins."""
    return [said for cell, reach in reaches.items() if (said := _lost(cell, reach) or _overflow(cell, reach))]


def _lost(cell: str, reach: Reach) -> str:
    at = lost(reach.run)
    said = f"The {cell} overflows on its way forward: its h is no number from step {(at or 0) + 1} on"
    return "" if at is None else f"{said}, so nothing can be said of its gradient, and it has no line."


def _overflow(cell: str, reach: Reach) -> str:
    back, end = overflow(reach.lengths), overflow(reach.lengths, float(np.finfo(np.float64).max))
    ends = "" if end is None else f"; its line ends {steps(end)} back, where even float64 cannot hold its square"
    return "" if back is None else (
        f"The {cell} overflows {steps(back)} back: its gradient is larger than float32 can hold, the numbers that "
        f"PyTorch trains with, 3.4e38{ends}."
    )  # fmt: skip


def of_zeros(reaches: Mapping[str, Reach]) -> list[str]:
    """Say whose gradient is exactly 0 from some step back on, where a log axis has no place for it."""
    return [
        f"The {cell}'s gradient is exactly 0 from {steps(len(reach.lengths) - int(gone[-1]) - 1)} back on, "
        "and its line ends."
        for cell, reach in reaches.items()
        if len(gone := np.flatnonzero(reach.lengths == 0))
    ]


def of_phases(phases: Mapping[str, Array]) -> str:
    """Say how often each cell is in each band, over the whole map."""
    told = []
    for cell, shares in phases.items():
        bands = [gradient_flow.band(float(share)) for share in shares.flat]
        counts = ", ".join(f"{name} in {bands.count(name)}" for name in gradient_flow.BANDS if name in bands)
        told.append(f"{cell} is {counts}")
    return (
        f"Each map has {len(ACROSS)} radii by {len(UPWARDS)} lengths, {len(ACROSS) * len(UPWARDS)} runs, with the same "
        f"random numbers; the ring is where the sliders stand. {'; '.join(told)}."
    )


def spell(share: float) -> str:
    """Write a share short: 0.42, 12, 3e−9, 8e13, ∞; the minus sign keeps a line from breaking there."""
    if not np.isfinite(share):
        return "∞"
    if share == 0 or 0.01 <= share < 999.5:
        return f"{share:.2g}" if share < 10 else f"{share:.0f}"
    digit, power = f"{share:.0e}".split("e")
    return f"{digit}e{int(power)}".replace("-", "−")


def steps(count: int) -> str:
    """Write a number of steps: 1 step, 7 steps."""
    return f"{count} step{'' if count == 1 else 's'}"
