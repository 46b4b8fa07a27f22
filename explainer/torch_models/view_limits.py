"""The room: how large a model each view shows, as measured, and a sentence for what is too large for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """The most that a view shows, and what is said of more: {found} is how much there is."""

    most: int
    about: str


ROOMS = {
    "units on the stage": Room(
        128,
        "The stage draws a lane for each unit and shows up to {most}; this model has {found:,}. Sequence and Gradients "
        "show it whole.",
    ),
    "values of a run": Room(
        2**20,
        "A run keeps every value of every unit at every step, {found:,} of each kind here; {most:,} is the most.",
    ),
    "numbers of Jacobians": Room(
        2**23,
        "What crosses time takes a matrix of all units by all units at each step, {found:,} numbers here; {most:,} is "
        "the most, so that figure is left out. Read fewer steps.",
    ),
    "units that are stretched": Room(
        256,
        "The largest stretch is looked for among up to {most} units, and here are {found:,}, so that figure is left "
        "out. Switch it off for the mean over all directions.",
    ),
    "units of a radius": Room(
        512,
        "Eigenvalues are computed for up to {most} units; here are {found:,}.",
    ),
    "numbers in a source": Room(
        2**20,
        "A source that carries all its numbers as text has room for {most:,}; here are {found:,}. Take them along as "
        "safetensors.",
    ),
}


def too_large(room: str, found: int) -> str:
    """Return what is to be said where something is too large for a view; nothing where there is room."""
    return "" if found <= ROOMS[room].most else ROOMS[room].about.format(most=ROOMS[room].most, found=found)


def of_crossing(m: int, steps: int, stretch: bool) -> str:
    """Return why what crosses time cannot be shown for m units and so many steps; nothing where it can."""
    return (too_large("units that are stretched", m) if stretch else "") or too_large(
        "numbers of Jacobians", m * m * steps
    )
