"""The forecast in a closed loop: what is said is read as the next input, again and again."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]


def forecast(
    seen: Numbers, say: Callable[[Numbers], Numbers], steps: int = 10, grow: bool = False,
    then: Callable[[int, Numbers], Numbers] = lambda step, said: said,
) -> Numbers:  # fmt: skip
    """Return what is said for `steps` steps after what was seen, (steps, k, B).

    `say` answers x (T, n, B) with the next number, (k, B). The window moves along, its first step dropping out, or
    grows where `grow` is set (for what was trained on each step). `then` makes the next input (n, B) of step 0, 1 …
    from what was said of it: the same numbers, where n = k.
    """
    x, answers = seen, []
    for step in range(steps):
        said = np.asarray(say(x), np.float32)
        answers.append(said)
        x = np.concatenate([x if grow else x[1:], then(step, said)[None]])
    return np.stack(answers)


def closes(n: int, k: int, kind: str) -> bool:
    """Tell whether what is said can be read again: as many numbers are said as are read."""
    return kind == "numbers" and n == k
