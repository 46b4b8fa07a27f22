"""What a model reads: as many numbers at each step as its first layer has columns, and an input of its own."""

from dataclasses import replace

from explainer.inputs.generated import FIRST, made
from explainer.inputs.reader import Reader
from explainer.inputs.sequence import MOST_STEPS, Sequence, counted, numeric
from explainer.numerics.losses import is_one_hot
from explainer.torch_models.model import Model

OWN = "its own"  # what the input is called that came with a model
SEED = 7


def reader(model: Model) -> Reader:
    """Return a model as a reader: its own input is the one that came with it, or noise."""
    channels = tuple(f"channel {k + 1}" for k in range(model.n))
    if model.x is None or len(model.x) < 2:
        return Reader("model", channels, made(FIRST, model.n, SEED), FIRST)
    return Reader("model", channels, _own(model, channels), OWN)


def _own(model: Model, channels: tuple[str, ...]) -> Sequence:
    assert model.x is not None
    x = model.x[:MOST_STEPS]  # (T, n)
    first = f", the first of {len(model.x):,}" if len(x) < len(model.x) else ""
    called = f"{len(x)} steps that came with the model{first}, in {counted(model.n, 'channel')}"
    sequence = numeric(x, channels, "none", most=model.n)
    if not is_one_hot(x):
        return replace(sequence, called=called)
    tokens = tuple(str(k) for k in range(model.n))  # counted from 0, as symbols are numbered elsewhere
    return replace(
        sequence, labels=tuple(tokens[k] for k in x.argmax(axis=1)), channels=tokens, kind="text", called=called
    )
