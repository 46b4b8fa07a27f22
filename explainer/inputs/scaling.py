"""How a column of numbers is scaled to values near 0, written as a formula, and unscaled again."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array


@dataclass(frozen=True)
class Scaling:
    """x = (raw − shift) / size, for one channel."""

    shift: float = 0.0
    size: float = 1.0

    def apply(self, raw: Array) -> Array:
        """Scale raw numbers."""
        return np.asarray((raw - self.shift) / self.size)

    def undo(self, x: Array) -> Array:
        """Undo the scaling."""
        return np.asarray(x * self.size + self.shift)

    def formula(self, name: str) -> str:
        """Write the scaling as a formula, or the bare name where nothing was scaled."""
        if (self.shift, self.size) == (0.0, 1.0):
            return name
        shifted = name if self.shift == 0 else f"({name} {'−' if self.shift > 0 else '+'} {abs(self.shift):.6g})"
        return shifted if self.size == 1 else f"{shifted} / {self.size:.6g}"


def fit_scaling(raw: Array, kind: str) -> Scaling:
    """Fit a scaling of SCALINGS to one column (T,); a constant column is only shifted."""
    shift, size = {
        "none": lambda: (0.0, 1.0),
        "standard": lambda: (float(raw.mean()), float(raw.std())),
        "0 to 1": lambda: (float(raw.min()), float(np.ptp(raw))),
    }[kind]()
    return Scaling(shift, size if size > 0 else 1.0)


SCALINGS = {
    "none": "as they are",
    "standard": "mean 0, standard deviation 1",
    "0 to 1": "lowest 0, highest 1",
}
