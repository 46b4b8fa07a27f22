"""How large a model each view shows, as measured, and a sentence for what is too large for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewLimit:
    """The most that a view shows, and the message where there is more: {found} is how much."""

    most: int
    message: str


VIEW_LIMITS = {
    "units on the stage": ViewLimit(
        128,
        "The stage draws a lane for each unit and shows up to {most}; this model has {found:,}. Sequence and Gradients "
        "show all units.",
    ),
    "values of a run": ViewLimit(
        2**20,
        "A run stores every value of every unit at every step, {found:,} of each kind here; {most:,} is the most.",
    ),
    "numbers of Jacobians": ViewLimit(
        2**23,
        "The Jacobians have one number for each pair of units at each step, {found:,} numbers here; {most:,} is the "
        "most, so this figure is left out. Choose a shorter input.",
    ),
    "units for singular values": ViewLimit(
        256,
        "The largest singular value is computed for up to {most} units; this model has {found:,}, so this figure is "
        "left out. Switch it off for the mean over all directions.",
    ),
    "units for eigenvalues": ViewLimit(
        512,
        "Eigenvalues are computed for up to {most} units; this model has {found:,}.",
    ),
    "numbers in source code": ViewLimit(
        2**20,
        "Source code can hold up to {most:,} numbers as text; this model has {found:,}. Download the weights as "
        "safetensors instead.",
    ),
}


def too_large(what: str, found: int) -> str:
    """Return the message where something is too large for a view; "" where it is not."""
    limit = VIEW_LIMITS[what]
    return "" if found <= limit.most else limit.message.format(most=limit.most, found=found)


def jacobians_too_large(m: int, steps: int, spectral: bool) -> str:
    """Return why Jacobians of m units and so many steps cannot be shown, `spectral`: their largest singular values."""
    return (too_large("units for singular values", m) if spectral else "") or too_large(
        "numbers of Jacobians", m * m * steps
    )
