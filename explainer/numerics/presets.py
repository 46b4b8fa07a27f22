"""Presets: parameters set by hand so that a cell does one thing, and does it visibly.

Each preset reads two channels of the input: the first is a value, the last is a flag (with one channel it is
both). All units do the same. LARGE drives a gate to 0 or 1 within 3e-9.
"""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program

LARGE = 20.0


@dataclass(frozen=True)
class Preset:
    """A preset: its parameters for each cell that can do it, the example input that shows it, and a sentence about it.

    `cells` maps a cell to its non-zero parameters: a number and the entries that it fills ("value" or "flag" for a
    column of a W, "own" for a unit's own past in a U, "all" for a bias). `example` is a key of the example inputs.
    """

    name: str
    cells: dict[str, dict[str, list[tuple[float, str]]]]
    example: str
    about: str


def _set(**entries: float) -> dict[str, list[tuple[float, str]]]:
    """Turn W_i_flag=40 into {"W_i": [(40, "flag")]}."""
    table: dict[str, list[tuple[float, str]]] = {}
    for key, number in entries.items():
        name, _, filled = key.rpartition("_")
        table.setdefault(name, []).append((number, filled))
    return table


_SHOW = {"b_o_all": LARGE}
_ON_FLAG = {"b_i_all": -LARGE, "W_i_flag": 2 * LARGE}
_GRU_ON_FLAG = _set(b_z_all=LARGE, W_z_flag=-2 * LARGE, W_n_value=1)

PRESETS = {
    preset.name: preset
    for preset in (
        Preset("remember for ever",
              {"LSTM": _set(b_f_all=LARGE, W_g_value=1, **_ON_FLAG, **_SHOW), "GRU": _GRU_ON_FLAG},
              "value, one flag", "The flag opens the write gate once; the keep gate stays at 1, so the value stays."),
        Preset("forget at once",
              {"LSTM": _set(b_f_all=-LARGE, b_i_all=LARGE, W_g_value=1, **_SHOW),
               "GRU": _set(b_z_all=-LARGE, W_n_value=1), "RNN": _set(W_h_value=1)},
              "pulses", "Nothing is kept: the state is the present input and no more."),
        Preset("overwrite",
              {"LSTM": _set(b_f_all=LARGE, W_f_flag=-2 * LARGE, W_g_value=1, **_ON_FLAG, **_SHOW), "GRU": _GRU_ON_FLAG},
              "value, two flags", "At each flag the keep gate closes and the write gate opens: the value is replaced."),
        Preset("count the ones",
              {"LSTM": _set(b_f_all=LARGE, b_i_all=LARGE, W_g_value=LARGE, **_SHOW),
               "LSTM-1997": _set(b_i_all=LARGE, W_g_value=LARGE, **_SHOW),
               "RNN-ReLU": _set(W_h_value=1, U_h_own=1)},
              "ones", "Every 1 adds one to the memory and nothing is forgotten: the memory is the count."),
        Preset("latch on a trigger",
              {"LSTM": _set(b_f_all=LARGE, b_g_all=LARGE, U_i_own=-3 * LARGE, **_ON_FLAG, **_SHOW),
               "GRU": _set(b_z_all=LARGE, W_z_flag=-2 * LARGE, U_z_own=2 * LARGE, b_n_all=LARGE),
               "RNN": _set(U_h_own=4, W_h_flag=10, b_h_all=-1)},
              "pulses", "The first trigger switches the unit on; later triggers change nothing."),
    )
}  # fmt: skip


def preset_params(preset: Preset, program: Program, n: int, m: int) -> dict[str, Array]:
    """Return a preset's parameters for one layer; raises ValueError where it has none for the cell."""
    entries = preset.cells.get(program.cell.name)
    if entries is None:
        raise ValueError(
            f"The preset “{preset.name}” is made for {', '.join(preset.cells)}, not for {program.cell.name}."
        )
    sizes = {"n": n, "m": m}
    params = {name: np.zeros([sizes[letter] for letter in letters]) for name, letters in program.params.items()}
    for name, numbers in entries.items():
        for number, filled in numbers:
            params[name] += number * _mask(filled, params[name].shape)
    return params


def _mask(filled: str, shape: tuple[int, ...]) -> Array:
    """Return 1 in the entries that a number fills and 0 elsewhere."""
    if filled == "all":
        return np.ones(shape)
    if filled == "own":
        return np.eye(shape[0])
    mask = np.zeros(shape)
    mask[:, 0 if filled == "value" else -1] = 1.0
    return mask
