"""The activation of a plain RNN, which names and shapes of its weights do not tell; a note says what is assumed."""

from dataclasses import replace

from explainer.torch_models.model import Model

PLAIN_CELLS = ("RNN", "RNN-ReLU")
ASSUMED = "The file does not say whether its units are tanh or ReLU; tanh is assumed."
SAME_LETTERS = "The file does not name its cell; {} is assumed, and {} has the same letters."
ASSUMPTIONS = (ASSUMED, SAME_LETTERS.format(*PLAIN_CELLS))


def activation_is_assumed(model: Model) -> bool:
    """Tell whether a model is a plain RNN whose file does not give its activation."""
    return model.cell == "RNN" and any(note in ASSUMPTIONS for note in model.notes)


def with_activation(model: Model, cell: str) -> Model:
    """Return a model with the activation of `cell`, without the note; unchanged where its file gives the activation."""
    if cell not in PLAIN_CELLS or not activation_is_assumed(model):
        return model
    return replace(model, cell=cell, notes=tuple(note for note in model.notes if note not in ASSUMPTIONS))
