"""The kinds of exercises, and which of them belong to which lesson."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from explainer.lessons.course.message import gettext_noop
from explainer.lessons.exercises import cell_step, changed_weight, gradient_order, shapes, which_cell
from explainer.lessons.exercises.exercise import Exercise

SEEDS = (0, 9999)


@dataclass(frozen=True)
class Kind:
    """A kind of exercise: its title, what it is about, and how one is made from a seed."""

    title: str
    about: str
    make: Callable[[int], Exercise]


KINDS: Mapping[str, Kind] = {
    "rnn-step": Kind(
        gettext_noop("One step of a plain RNN"),
        gettext_noop("A sum for each unit, then tanh: the whole recurrent network in two lines."),
        cell_step.rnn_step,
    ),
    "lstm-step": Kind(
        gettext_noop("One LSTM step"),
        gettext_noop("Three gates, a candidate, the cell state and the hidden state, with two units."),
        cell_step.lstm_step,
    ),
    "gru-step": Kind(
        gettext_noop("One GRU step, in both conventions"),
        gettext_noop("PyTorch resets after the product, the first paper before it, and some papers swap z and 1 − z."),
        cell_step.gru_step,
    ),
    "shapes": Kind(
        gettext_noop("Shape puzzle"),
        gettext_noop("What a module of torch.nn returns, and how many parameters it has."),
        shapes.shapes,
    ),
    "which-cell": Kind(
        gettext_noop("Which curve is which cell?"),
        gettext_noop("Three curves of what is left of the first input, without names."),
        which_cell.which_cell,
    ),
    "gradient-order": Kind(
        gettext_noop("Order four gradients"),
        gettext_noop("Which gradient is still alive at the first step, and which is long gone?"),
        gradient_order.gradient_order,
    ),
    "changed-weight": Kind(
        gettext_noop("Find the changed weight"),
        gettext_noop("The printed states do not fit the list of weights: one of them is another."),
        changed_weight.changed_weight,
    ),
}
"""The kinds by their names in a link."""

OF_LESSONS: Mapping[str, tuple[str, ...]] = {
    "loop": ("rnn-step", "changed-weight"),
    "one-step-by-hand": ("rnn-step", "changed-weight"),
    "forgetting": ("gradient-order", "which-cell"),
    "lstm": ("lstm-step", "which-cell"),
    "gru": ("gru-step", "which-cell"),
    "delayed-recall": ("which-cell", "gradient-order"),
    "shapes": ("shapes",),
    "forecast": ("shapes", "rnn-step"),
    "text-model": ("lstm-step", "shapes"),
    "encoder-decoder": ("gru-step", "shapes"),
    "training-tips": ("gradient-order", "changed-weight"),
    "own-model": ("changed-weight", "shapes"),
}
"""The kinds of exercises that belong to each lesson, by the lesson's id, the first of them the closest."""


@lru_cache(maxsize=256)
def make_exercise(kind: str, seed: int) -> Exercise:
    """Return the exercise of a kind of KINDS that a seed draws; always the same one."""
    return KINDS[kind].make(seed)
