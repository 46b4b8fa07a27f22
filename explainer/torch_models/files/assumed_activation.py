"""The unsaid: a plain network's names and shapes do not tell tanh from ReLU; a note says what is assumed."""

from dataclasses import replace

from explainer.torch_models.model import Model

PLAIN = ("RNN", "RNN-ReLU")
ASSUMED = "The file does not say whether its units are tanh or ReLU; tanh is assumed."
SAME_LETTERS = "The file does not name its cell; {} is assumed, and {} has the same letters."
UNSAID = (ASSUMED, SAME_LETTERS.format(*PLAIN))


def unsaid(model: Model) -> bool:
    """Tell whether a model's file does not say which of the plain networks it is."""
    return model.cell == "RNN" and any(note in UNSAID for note in model.notes)


def said(model: Model, cell: str) -> Model:
    """Return the model as the plain network that it is said to be, without the note; itself where its file says it."""
    if cell not in PLAIN or not unsaid(model):
        return model
    return replace(model, cell=cell, notes=tuple(note for note in model.notes if note not in UNSAID))
