"""The room: how large a model each view shows, as measured, and a sentence for what is too large for it."""

from dataclasses import dataclass

MOST_UNITS, MOST_LAYERS = 1024, 8  # that a link may name


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
    "Jacobian numbers": Room(
        2**25,
        "How far a change reaches takes a matrix of all units by all units at each step: {found:,} numbers here, and "
        "{most:,} is the most. Read fewer steps.",
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
