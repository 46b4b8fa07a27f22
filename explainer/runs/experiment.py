"""Experiments: recipes that differ in one thing, trained with the same seeds, whose results come with the program."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explainer.tasks.catalogue import TASKS, default_settings
from explainer.training.recipe import Recipe, checked, default_recipe


@dataclass(frozen=True)
class Experiment:
    """A recipe, `base`, and its variants by name, each with the fields that it changes.

    A change of "settings" is added to the settings of the base.
    """

    key: str
    base: Recipe
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def recipe(self, variant: str) -> Recipe:
        """Return the checked recipe of a variant."""
        changes = dict(self.variants[variant])
        settings = {**self.base.settings, **changes.pop("settings", {})}
        return checked(replace(self.base, settings=settings, **changes))


GAPS = (20, 40, 80)
KEEP_BIASES: Mapping[str, Mapping[str, Any]] = {
    "RNN": {"cell": "RNN", "keep": "as drawn", "rate": 0.003},
    "bias 0": {"keep": "0"},
    "bias 1": {"keep": "1"},
    "bias 3": {"keep": "3"},
    "chrono": {"keep": "chrono"},
}
"""The plain RNN, and the LSTM with four initial biases of its forget gate."""


def gap_variant(name: str, gap: int) -> str:
    """Return the name of a variant of FORGET_BIAS: one of KEEP_BIASES at a gap."""
    return f"{name}, gap {gap}"


FORGET_BIAS = Experiment(
    "forget-bias",
    Recipe("recall", cell="LSTM", m=32, updates=2000, seeds=3, device="cpu"),
    {gap_variant(name, gap): {**changes, "settings": {"gap": gap}}
     for name, changes in KEEP_BIASES.items() for gap in GAPS},
)  # fmt: skip
"""Who solves delayed recall at which gap: three seeds each, 2,000 updates at the most."""

PLAIN = "plain"
ON_BRACKETS = Experiment(
    "tips-brackets",
    Recipe("brackets", cell="LSTM", m=16, updates=150, seeds=5, early=False, device="cpu"),
    {
        PLAIN: {},
        "sgd": {"optimiser": "sgd"},
        "momentum, rate 0.3": {"optimiser": "momentum", "rate": 0.3},
        "no clipping": {"clip": "none"},
        "normalised": {"cell": "LSTM-norm"},
        "two layers": {"layers": 2},
        "dropout": {"dropout": 0.25},
    },
)
"""Training tips on the depth of brackets, five seeds each; `plain` is what each is compared with."""

ON_RECALL = Experiment(
    "tips-recall",
    Recipe("recall", {"gap": 20}, cell="LSTM", m=16, keep="3", updates=150, seeds=5, early=False, device="cpu"),
    {PLAIN: {}, "chunks of 10": {"chunk": 10}},
)
"""Truncated backpropagation where the lag, 20 steps, is longer than the chunk."""

ON_SINE = Experiment(
    "tips-sine",
    Recipe("sine", cell="LSTM", m=16, updates=150, seeds=5, early=False, device="cpu"),
    {PLAIN: {}, "learned start": {"learned_start": True}},
)
"""A learned initial state, where only the first steps can use it."""

ON_HOURLY = Experiment(
    "calendar",
    Recipe(
        "hourly",
        default_settings(TASKS["hourly"]),
        "LSTM",
        m=16,
        batch=128,
        updates=400,
        seeds=5,
        schedule="cosine",
        early=False,
        device="cpu",
    ),
    {PLAIN: {}, "no calendar": {"settings": {"calendar": "without"}}},
)
"""A forecast of the electricity load with and without the calendar."""

STATE_UNITS = (4, 8, 16, 32, 96)


def units_variant(units: int) -> str:
    """Return the name of a variant of STATE_SIZE."""
    return f"{units} units"


STATE_SIZE = Experiment(
    "state-size",
    replace(
        default_recipe(TASKS["translate"], "LSTM", settings={"pairs": "reverse"}), updates=1500, seeds=3, device="cpu"
    ),
    {units_variant(units): {"m": units} for units in STATE_UNITS},
)
"""Words of 3 to 10 letters reversed by an encoder and a decoder of so many units, through whose state all must go."""

EXPERIMENTS: Mapping[str, Experiment] = {
    one.key: one for one in (FORGET_BIAS, ON_BRACKETS, ON_RECALL, ON_SINE, ON_HOURLY, STATE_SIZE)
}
