"""Ten to hundred: the classic first example, 10 20 … 100 in windows of three."""

from dataclasses import replace

import numpy as np

from explainer.tasks import lookback
from explainer.tasks.problem import Knob, Problem, Settings, Task

LAST = 10  # 10 to 100 in tens are trained on; what follows is the test
AHEAD = 10


def make(settings: Settings) -> Problem:
    """Make the task: windows over 10 … 100 to learn from, and the one after them, whose answer is 110, as the probe.

    All of them together are the test: 110 alone would be met in passing, by who has learnt nothing yet.
    """
    size = settings["window"]
    numbers = np.array([10.0 * (k + 1) for k in range(LAST + AHEAD)])
    cut = lookback.Cut(numbers[: LAST + 1, None], numbers[: LAST + 1], size, 1, LAST)
    names = tuple(f"{number:g}" for number in numbers)
    made = lookback.problem(cut, "mae", 0.1, ("number",), "next number", names)
    scaled = cut.scaling().apply(numbers).astype(np.float32)
    every = lookback.windows(scaled[:, None], scaled, cut, np.arange(LAST + 1 - size))
    return replace(made, test=every, future=scaled[LAST:, None])


WINDOWS = Task(
    key="windows",
    title="Ten to hundred",
    asks="10 20 30: 40. 20 30 40: 50. All windows up to 100 are known; what follows after 80 90 100?",
    look="The windows up to 100 are soon known; whether the rule was learnt shows at 110, which none of them held, and "
    "further on in the forecast: a state between −1 and 1 does not climb for ever.",
    baseline="Saying the last number again is off by 10.",
    knobs={"window": Knob("Window", 3, "How many numbers are read before the next is said.", 2, 8)},
    make=make,
    begin={  # five starts of five after at most 200 (LSTM), 150 (GRU) and 200 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 600},
        "GRU": {"m": 16, "keep": "1", "updates": 600},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 600},
        "": {"m": 16, "keep": "1", "updates": 600},
    },
)
