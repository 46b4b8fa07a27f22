"""Sentences about a text that a language model is trained on: its parts, its epochs, and what perplexity means."""

from explainer.inputs.sequence import counted
from explainer.tasks.text_split import TextSplit


def of_split(split: TextSplit, batch: int, updates: int) -> str:
    """Say how much of a text is trained on, and how many epochs some updates with batches of so many rows are."""
    held_out = f"and {counted(split.test, 'token')} held out" if split.held_out else "and none held out"
    epoch = split.updates_per_epoch(batch)
    epochs = f"{counted(updates, 'update')} {'is' if updates == 1 else 'are'} {_epochs(updates / epoch)}"
    return (
        f"{counted(split.training, 'token')} are trained on, {held_out}. One epoch, as many updates as read the "
        f"training text once, is {counted(epoch, 'update')} here: {epochs}."
    )


def of_perplexity(split: TextSplit) -> str:
    """Say exactly what the perplexity on the training text is, and that on the text of the test."""
    return (
        "Perplexity is e to the mean negative natural logarithm of the probability of each next token. "
        "On the training text it is taken over an epoch, as in Dive into Deep Learning: all its batches, each before "
        f"its update. On the {split.test_text}, as the test, it is taken over pieces of {split.piece} tokens, each "
        "read from the initial state. Bits per character are its logarithm to base 2, per character instead of token."
    )


def _epochs(value: float) -> str:
    """Write a number of epochs, whole where it is."""
    return counted(round(value), "epoch") if value == round(value) else f"{value:,.1f} epochs"
