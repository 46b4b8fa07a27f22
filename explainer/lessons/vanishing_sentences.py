"""Sentences about vanishing gradients: how much is left in each cell, what decides it, and where it overflows."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.memory import carried_state, keep_paths
from explainer.cells.primitives import Array
from explainer.inputs.sequence import counted
from explainer.lessons.vanishing_gradients import (
    MAP_LENGTHS,
    MAP_RADII,
    GradientNorms,
    Setting,
    backward_overflow_steps,
    forward_overflow_step,
    mean_keep_factors,
    mean_slope,
)
from explainer.numerics import gradient_flow

Measured = Mapping[str, GradientNorms]


def of_remaining(measured: Measured) -> str:
    """Return how much of its gradient each cell has left at the first step, and its band."""
    back = counted(len(next(iter(measured.values())).norms) - 1, "step")
    sentences = [f"the {cell} has {remaining(float(norms.shares[0]))}." for cell, norms in measured.items()]
    rest = [f"{sentence[0].upper()}{sentence[1:]}" for sentence in sentences[1:]]
    return " ".join([f"After {back} back {sentences[0]}", *rest])


def remaining(share: float) -> str:
    """Write a share of a gradient with its band: 3e−9 of its gradient left: gone."""
    band = gradient_flow.band(share)
    if not np.isfinite(share):
        return f"a gradient that overflows: {band}"
    if share == 0:
        return f"nothing of its gradient left, exactly 0: {band}"
    return f"{format_share(share)} {'of its gradient left' if share <= 1 else 'times its gradient'}: {band}"


def of_causes(setting: Setting, measured: Measured) -> list[str]:
    """Return for each cell what decides how far its gradient reaches."""
    return [_of_gate(cell, norms) or _of_matrix(cell, setting, norms) for cell, norms in measured.items()]


def _of_matrix(cell: str, setting: Setting, measured: GradientNorms) -> str:
    slope = mean_slope(measured.run)
    per_step = gradient_flow.factor_per_step(measured.norms)
    product = (
        f"{cell}: every step back multiplies the gradient by the recurrent matrix and the slope of "
        f"{setting.activation}. Spectral radius {setting.radius:.2f} times mean slope {slope:.2f} "
        f"is {setting.radius * slope:.2f} per step"
    )
    if not np.isfinite(per_step):
        return f"{product}."
    note = (
        " The product is only an estimate: steep slopes count for more."
        if slope * setting.radius < 1 < per_step
        else ""
    )
    return f"{product}; the measured mean is {format_share(per_step)}.{note}"


def _of_gate(cell: str, measured: GradientNorms) -> str:
    program = measured.run.program
    state, factors = carried_state(program), mean_keep_factors(measured.run)
    if state is None or factors is None:
        return ""
    gate = keep_paths(program, state)[0][0]
    product = (
        f"{cell}: backward, the gradient of {state} is multiplied at every step by the gate {gate}, "
        f"{factors[0]:.3f} on average, "
        f"and by no matrix. Over {counted(len(measured.norms) - 1, 'step')} "
        f"the product is {format_share(factors[1])}, as a mean over units."
    )
    if not measured.norms[:-1].any():
        return f"{product} Yet h reaches {state} only through U, and there its gradient is 0."
    return f"{product} The rest of the gradient came through gates and weights."


def of_overflow(measured: Measured) -> list[str]:
    """Return which gradients are too large for their number type, and how many steps back that begins."""
    sentences = (_forward_overflow(cell, norms) or _backward_overflow(cell, norms) for cell, norms in measured.items())
    return [sentence for sentence in sentences if sentence]


def _forward_overflow(cell: str, measured: GradientNorms) -> str:
    step = forward_overflow_step(measured.run)
    return "" if step is None else (
        f"The {cell} overflows in the forward pass: its h is not finite from step {step + 1} on. "
        "So its gradient is undefined, and it has no line."
    )  # fmt: skip


def _backward_overflow(cell: str, measured: GradientNorms) -> str:
    back = backward_overflow_steps(measured.norms)
    end = backward_overflow_steps(measured.norms, float(np.finfo(np.float64).max))
    ends = (
        "" if end is None else f" Its line ends {counted(end, 'step')} back, where its square overflows even float64."
    )
    return "" if back is None else (
        f"The {cell} overflows {counted(back, 'step')} back: its gradient is larger than 3.4e38, "
        f"the largest number of PyTorch's default type, float32.{ends}"
    )  # fmt: skip


def of_zeros(measured: Measured) -> list[str]:
    """Return which gradients are exactly 0 from some step back on, which a log axis cannot show."""
    return [
        f"The gradient of the {cell} is exactly 0 from {counted(len(one.norms) - int(zeros[-1]) - 1, 'step')} back on, "
        "so its line ends."
        for cell, one in measured.items()
        if len(zeros := np.flatnonzero(one.norms == 0))
    ]


def of_phase_maps(phases: Mapping[str, Array]) -> str:
    """Return how often each cell is in each band, over the whole map."""
    sentences = [
        f"Each map has {len(MAP_RADII)} spectral radii and {len(MAP_LENGTHS)} lengths, "
        f"so {len(MAP_RADII) * len(MAP_LENGTHS)} runs, all with the same random numbers.",
        "The ring marks the current setting.",
    ]
    for cell, shares in phases.items():
        bands = [gradient_flow.band(float(share)) for share in shares.flat]
        counts = ", ".join(f"{name} in {bands.count(name)}" for name in gradient_flow.BANDS if name in bands)
        sentences.append(f"The gradient of the {cell} is {counts}.")
    return " ".join(sentences)


def format_share(share: float) -> str:
    """Write a share short: 0.42, 12, 3e−9, 8e13, ∞."""
    if not np.isfinite(share):
        return "∞"
    if share == 0 or 0.01 <= share < 999.5:
        return f"{share:.2g}" if share < 10 else f"{share:.0f}"
    digit, power = f"{share:.0e}".split("e")
    return f"{digit}e{int(power)}".replace("-", "−")  # the minus sign, because a line may break at a hyphen
