"""The stories: parameters set by hand so that a cell does one thing, and does it visibly.

Each story listens to two channels of the input: the first is a value, the last is a flag (with one
channel it is both). All units do the same. LARGE drives a gate to 0 or 1 within 3e-9.
"""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program

LARGE = 20.0


@dataclass(frozen=True)
class Story:
    """A story: how it is told with each cell, the sequence that shows it, and what to look for.

    `cells` maps a cell to its non-zero parameters: a number and where it stands ("value" or "flag"
    column of a W, "own" for a unit's own past in a U, "all" for a bias).
    """

    name: str
    cells: dict[str, dict[str, list[tuple[float, str]]]]
    shows: str
    about: str


def _set(**entries: float) -> dict[str, list[tuple[float, str]]]:
    """Turn W_i_flag=40 into {"W_i": [(40, "flag")]}."""
    table: dict[str, list[tuple[float, str]]] = {}
    for key, number in entries.items():
        name, _, place = key.rpartition("_")
        table.setdefault(name, []).append((number, place))
    return table


_SHOW = {"b_o_all": LARGE}
_ON_FLAG = {"b_i_all": -LARGE, "W_i_flag": 2 * LARGE}
_GRU_ON_FLAG = _set(b_z_all=LARGE, W_z_flag=-2 * LARGE, W_n_value=1)

STORIES = {
    story.name: story
    for story in (
        Story("remember for ever",
              {"LSTM": _set(b_f_all=LARGE, W_g_value=1, **_ON_FLAG, **_SHOW), "GRU": _GRU_ON_FLAG},
              "value, one flag", "The flag opens the write gate once; the keep gate stays at 1, so the value stays."),
        Story("forget at once",
              {"LSTM": _set(b_f_all=-LARGE, b_i_all=LARGE, W_g_value=1, **_SHOW),
               "GRU": _set(b_z_all=-LARGE, W_n_value=1), "RNN": _set(W_h_value=1)},
              "pulses", "Nothing is kept: the state is the present input and no more."),
        Story("overwrite",
              {"LSTM": _set(b_f_all=LARGE, W_f_flag=-2 * LARGE, W_g_value=1, **_ON_FLAG, **_SHOW), "GRU": _GRU_ON_FLAG},
              "value, two flags", "At each flag the keep gate closes and the write gate opens: the old makes room."),
        Story("count the ones",
              {"LSTM": _set(b_f_all=LARGE, b_i_all=LARGE, W_g_value=LARGE, **_SHOW),
               "LSTM-1997": _set(b_i_all=LARGE, W_g_value=LARGE, **_SHOW),
               "RNN-ReLU": _set(W_h_value=1, U_h_own=1)},
              "ones", "Every 1 adds one to the memory and nothing takes it away: the memory is the count."),
        Story("latch on a trigger",
              {"LSTM": _set(b_f_all=LARGE, b_g_all=LARGE, U_i_own=-3 * LARGE, **_ON_FLAG, **_SHOW),
               "GRU": _set(b_z_all=LARGE, W_z_flag=-2 * LARGE, U_z_own=2 * LARGE, b_n_all=LARGE),
               "RNN": _set(U_h_own=4, W_h_flag=10, b_h_all=-1)},
              "pulses", "The first trigger switches the unit on; later ones find the door closed."),
    )
}  # fmt: skip


def tell(story: Story, program: Program, n: int, m: int) -> dict[str, Array]:
    """Return the story's parameters for one layer; raises ValueError where the cell cannot tell it."""
    entries = story.cells.get(program.cell.name)
    if entries is None:
        raise ValueError(f"“{story.name}” is told with {', '.join(story.cells)}, not with {program.cell.name}.")
    sizes = {"n": n, "m": m}
    params = {name: np.zeros([sizes[letter] for letter in letters]) for name, letters in program.params.items()}
    for name, places in entries.items():
        for number, place in places:
            params[name] += number * _pattern(place, params[name].shape)
    return params


def _pattern(place: str, shape: tuple[int, ...]) -> Array:
    """Return 1 where a number stands and 0 elsewhere."""
    if place == "all":
        return np.ones(shape)
    if place == "own":
        return np.eye(shape[0])
    pattern = np.zeros(shape)
    pattern[:, 0 if place == "value" else -1] = 1.0
    return pattern
