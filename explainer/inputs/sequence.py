"""The sequence: what any input becomes before a cell reads it, and the limits it must keep."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.scaling import Scaling, fit

MOST_STEPS = 500
MOST_CHANNELS = 64
MOST_NAMED = 8  # channels that a sentence names where it has nothing to say of each
LARGEST = 1e9
SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥"}  # what would not be seen


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
    called: str = ""  # what a title calls it, where its symbols or channels do not say it

    @property
    def raw(self) -> Array:
        """The numbers as they came in, (T, n)."""
        return np.column_stack([scaling.undo(column) for scaling, column in zip(self.scalings, self.x.T, strict=True)])

    @property
    def visible(self) -> tuple[str, ...]:
        """The labels, with spaces and line ends that can be seen."""
        return tuple(SHOWN.get(label, label) for label in self.labels)

    def title(self) -> str:
        """Say what is read, short: “the cat sat”, or “100 steps of 0.1 t + sin t”."""
        if self.called:
            return self.called
        if self.kind == "text":
            joint = "" if all(len(label) == 1 for label in self.labels) else " "
            text = joint.join(self.labels)
            return f"“{text if len(text) <= 40 else f'{text[:38]}…'}”"
        names = ", ".join(self.channels[:3])
        return f"{len(self.labels)} steps of {names}{' …' if len(self.channels) > 3 else ''}"

    def reading(self) -> str:
        """Say what x is: the vocabulary of a text, or each column's scaling."""
        if self.kind == "text":
            shown = " ".join(SHOWN.get(symbol, symbol) for symbol in self.channels[:MOST_CHANNELS] if symbol)
            spare = self.channels.count("")
            rest = f"; the last {counted(spare, 'number')} no symbol stands for" if spare else ""
            return (
                f"x has {len(self.channels)} numbers, a 1 for the symbol that is read and 0 for the others: "
                f"{shown}{rest}{' …' if len(self.channels) - spare > MOST_CHANNELS else ''}"
            )
        if len(self.channels) > MOST_NAMED and set(self.scalings) == {Scaling()}:
            return f"x has {len(self.channels)} numbers, as they are: {', '.join(self.channels[:3])} …"
        pairs = zip(self.channels[:MOST_CHANNELS], self.scalings, strict=False)
        more = f" and {len(self.channels) - MOST_CHANNELS} more" if len(self.channels) > MOST_CHANNELS else ""
        return "x = " + ", ".join(scaling.words(name) for name, scaling in pairs) + more


def one_hot(symbols: list[str], unit: str) -> Sequence:
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
    scalings = tuple(fit(column, scaling) for column in raw.T)
    x = np.column_stack([one.apply(column) for one, column in zip(scalings, raw.T, strict=True)])
    return Sequence(
        x, labels or tuple(" ".join(f"{v:.5g}" for v in row[:3]) for row in raw), channels, scalings, "numbers"
    )


def counted(number: int, noun: str) -> str:
    """Write a number of things: “1 channel”, “3 channels”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def check_steps(steps: int, unit: str) -> None:
    """Say what is wrong with the length of an input, if anything is."""
    if steps == 0:
        raise InputError(f"There is nothing to read yet; type at least two {unit}s.")
    if steps == 1:
        raise InputError(f"There is a single {unit}; a sequence over time needs at least two.")
    if steps > MOST_STEPS:
        raise InputError(f"There are {steps:,} {unit}s; {MOST_STEPS} is the most, so leave out {steps - MOST_STEPS:,}.")
