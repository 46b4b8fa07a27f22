"""The form that every input takes before a cell reads it, and the limits on it."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.scaling import Scaling, fit_scaling

MOST_STEPS = 500
MOST_CHANNELS = 64
MOST_NAMED = 8  # channels that a sentence lists where they are not scaled
LARGEST = 1e9
VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥"}  # signs for what cannot be seen


class InputError(ValueError):
    """An input that cannot be read; the message says what is wrong, where, and what would be right."""


@dataclass(frozen=True, eq=False)
class Sequence:
    """T steps of n channels: `x` (T, n), one label per step, one name and scaling per channel."""

    x: Array
    labels: tuple[str, ...]
    channels: tuple[str, ...]
    scalings: tuple[Scaling, ...]
    kind: str  # "text" (one-hot) or "numbers"
    name: str = ""  # the title, where symbols or channels do not make one

    @property
    def raw(self) -> Array:
        """The numbers before scaling, (T, n)."""
        return np.column_stack([scaling.undo(column) for scaling, column in zip(self.scalings, self.x.T, strict=True)])

    @property
    def visible_labels(self) -> tuple[str, ...]:
        """The labels, with signs for spaces and line ends."""
        return tuple(VISIBLE.get(label, label) for label in self.labels)

    def title(self) -> str:
        """Return a short title: “the cat sat”, or “100 steps of 0.1 t + sin t”."""
        if self.name:
            return self.name
        if self.kind == "text":
            separator = "" if all(len(label) == 1 for label in self.labels) else " "
            text = separator.join(self.labels)
            return f"“{text if len(text) <= 40 else f'{text[:38]}…'}”"
        names = ", ".join(self.channels[:3])
        return f"{len(self.labels)} steps of {names}{' …' if len(self.channels) > 3 else ''}"

    def describe_x(self) -> str:
        """Describe x: the vocabulary of a text, or each column's scaling."""
        if self.kind == "text":
            shown = " ".join(VISIBLE.get(symbol, symbol) for symbol in self.channels[:MOST_CHANNELS] if symbol)
            spare = self.channels.count("")
            rest = (
                f"; the last {counted(spare, 'number')} {'stands' if spare == 1 else 'stand'} for no symbol"
                if spare
                else ""
            )
            return (
                f"x is one-hot over {counted(len(self.channels), 'number')}, 1 for the current symbol and 0 for the "
                f"others: {shown}{rest}{' …' if len(self.channels) - spare > MOST_CHANNELS else ''}"
            )
        if len(self.channels) > MOST_NAMED and set(self.scalings) == {Scaling()}:
            return f"x has {len(self.channels)} numbers, unscaled: {', '.join(self.channels[:3])} …"
        pairs = zip(self.channels[:MOST_CHANNELS], self.scalings, strict=False)
        more = f" and {len(self.channels) - MOST_CHANNELS} more" if len(self.channels) > MOST_CHANNELS else ""
        return "x = " + ", ".join(scaling.formula(name) for name, scaling in pairs) + more


def one_hot_sequence(symbols: list[str], unit: str) -> Sequence:
    """Return a text's symbols as a one-hot sequence over its own sorted vocabulary."""
    vocabulary = tuple(sorted(set(symbols)))
    check_steps(len(symbols), unit)
    if len(vocabulary) > MOST_CHANNELS:
        raise InputError(
            f"The text has {len(vocabulary)} different {unit}s; {MOST_CHANNELS} is the most, so shorten it."
        )
    x = np.eye(len(vocabulary))[[vocabulary.index(symbol) for symbol in symbols]]  # (T, n)
    return Sequence(x, tuple(symbols), vocabulary, (Scaling(),) * len(vocabulary), "text")


def numeric(
    raw: Array, channels: tuple[str, ...], scaling: str, labels: tuple[str, ...] = (), most: int = MOST_CHANNELS
) -> Sequence:
    """Return columns of numbers (T, n) as a sequence, each column scaled on its own; `most` columns at the most."""
    check_steps(len(raw), "number" if raw.shape[1] == 1 else "row")
    if raw.shape[1] > most:
        raise InputError(f"There are {raw.shape[1]} columns; {most} is the most, so choose fewer.")
    if not np.all(np.abs(raw) <= LARGEST):
        raise InputError(f"A number is larger than {LARGEST:,.0f}; divide the column first.")
    scalings = tuple(fit_scaling(column, scaling) for column in raw.T)
    x = np.column_stack([one.apply(column) for one, column in zip(scalings, raw.T, strict=True)])
    return Sequence(
        x, labels or tuple(" ".join(f"{v:.5g}" for v in row[:3]) for row in raw), channels, scalings, "numbers"
    )


def counted(number: int, noun: str) -> str:
    """Write a number of things: “1 channel”, “3 channels”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def check_steps(steps: int, unit: str) -> None:
    """Raise InputError where an input is too short or too long."""
    if steps == 0:
        raise InputError(f"There is no input yet; type at least two {unit}s.")
    if steps == 1:
        raise InputError(f"There is only one {unit}; a sequence over time needs at least two.")
    if steps > MOST_STEPS:
        raise InputError(f"There are {steps:,} {unit}s; {MOST_STEPS} is the most, so leave out {steps - MOST_STEPS:,}.")
