"""The numbers that a trace has read as a sequence with labels, so that a component can show them."""

from collections.abc import Sequence as Labels
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import MOST_STEPS, InputError, Sequence, counted, numeric
from explainer.numerics.losses import is_one_hot


def labelled(x: Array, labels: Labels[str] = ()) -> Sequence:
    """Return x (T, n) as a sequence: the first 500 steps, each with its label, or else its number, from 1.

    One-hot rows are tokens: each is called by its label, or else by its column, from 0. Raises InputError where the
    labels are too few or too many, or where the numbers cannot be shown.
    """
    steps, n = x.shape
    texts = tuple(str(label) for label in labels)[:MOST_STEPS]
    if len(labels) not in (0, steps):
        raise InputError(
            f"{counted(steps, 'step')} cannot have {counted(len(labels), 'label')}; give one for each step."
        )
    if not np.isfinite(x).all():
        step = int(np.argwhere(~np.isfinite(x))[0][0])
        raise InputError(f"x has a number at step {step + 1} that is not finite; a component shows finite numbers.")
    x = np.asarray(x[:MOST_STEPS], float)
    channels = tuple(f"channel {k + 1}" for k in range(n))
    numbered = tuple(str(t + 1) for t in range(len(x))) if n > 1 else ()  # one number stands for itself
    sequence = numeric(x, channels, "none", texts or numbered, most=n)
    sequence = _of_tokens(sequence, texts) if is_one_hot(x) else sequence
    return replace(sequence, name=_name(sequence, steps, texts))


def _of_tokens(sequence: Sequence, texts: tuple[str, ...]) -> Sequence:
    """Return one-hot rows as a text: a channel is called by the first step that reads it."""
    read = sequence.x.argmax(axis=1).tolist()  # (T,)
    names = dict(reversed(list(zip(read, texts, strict=False))))
    channels = tuple(names.get(k, str(k)) for k in range(sequence.x.shape[1]))
    return replace(sequence, labels=texts or tuple(channels[k] for k in read), channels=channels, kind="text")


def _name(sequence: Sequence, steps: int, texts: tuple[str, ...]) -> str:
    """Return a title: the text itself, or how much was read."""
    if texts and len(texts) == steps:
        return replace(sequence, kind="text").title()
    first = f", the first of {steps:,}" if len(sequence.x) < steps else ""
    return f"{counted(len(sequence.x), 'step')} in {counted(sequence.x.shape[1], 'channel')}{first}"
