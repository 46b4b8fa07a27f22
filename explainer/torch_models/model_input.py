"""The input of a model: as many channels as its first layer has columns, and the input that came with it, if any."""

from dataclasses import replace

from explainer.inputs.generated import DEFAULT, generate
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.sequence import MOST_STEPS, Sequence, counted, numeric
from explainer.numerics.losses import is_one_hot
from explainer.torch_models.model import Model

OWN_INPUT = "its own"  # the name, also in links, of the input that came with a model
SEED = 7


def input_spec(model: Model) -> InputSpec:
    """Return what inputs a model takes: by default the one that came with it, or noise."""
    channels = tuple(f"channel {k + 1}" for k in range(model.n))
    if model.x is None or len(model.x) < 2:
        return InputSpec("model", channels, generate(DEFAULT, model.n, SEED), DEFAULT)
    return InputSpec("model", channels, _own_input(model, channels), OWN_INPUT)


def _own_input(model: Model, channels: tuple[str, ...]) -> Sequence:
    assert model.x is not None
    x = model.x[:MOST_STEPS]  # (T, n)
    first = f", the first of {len(model.x):,}" if len(x) < len(model.x) else ""
    name = f"{len(x)} steps that came with the model{first}, in {counted(model.n, 'channel')}"
    sequence = numeric(x, channels, "none", most=model.n)
    if not is_one_hot(x):
        return replace(sequence, name=name)
    tokens = tuple(str(k) for k in range(model.n))  # counted from 0, as symbols are numbered elsewhere
    return replace(sequence, labels=tuple(tokens[k] for k in x.argmax(axis=1)), channels=tokens, kind="text", name=name)
