"""The recipe: everything that decides a run's numbers; from it the run can be made again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Settings = Mapping[str, int | float | str]


@dataclass(frozen=True)
class Recipe:
    """One run: one cell learns one task, from `seeds` starts at once (seed, seed + 1, …).

    `text` holds the equations of a visitor's own cell. `keep` is a key of KEEPS ("as drawn", "0", "1", "3" or
    "chrono", Tallec & Ollivier 2018). `chunk` is the length of truncated backpropagation (0: whole sequences), and
    `grow` by how many steps it grows after each pass. `patience` ends a run that has not become better for so many
    updates (0: never). `dropout` is recurrent dropout (Semeniuta et al. 2016), `zoneout` Krueger et al. 2017.
    """

    task: str = "recall"
    settings: Settings = field(default_factory=dict)
    cell: str = "LSTM"
    text: str = ""
    m: int = 32
    layers: int = 1
    seed: int = 7
    seeds: int = 1
    start: str = "uniform"
    scale: float = 1.0
    keep: str = "1"
    optimiser: str = "adam"
    rate: float = 0.01
    momentum: float = 0.9
    schedule: str = "constant"
    clip: str = "norm"
    limit: float = 1.0
    batch: int = 64
    updates: int = 1000
    chunk: int = 0
    grow: int = 0
    patience: int = 0
    dropout: float = 0.0
    zoneout: float = 0.0
    learned_start: bool = False
    device: str = "auto"
    precision: str = "float32"
