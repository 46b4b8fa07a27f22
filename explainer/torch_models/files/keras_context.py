"""Notes on what Keras does around a recurrent layer and is not done here: masks, states that are given or kept."""

from collections.abc import Mapping

from explainer.torch_models.files.keras_graph import KerasLayer, Names
from explainer.torch_models.files.limits import short

PASS_THROUGH = ("Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout", "Identity")
"""The layers that do not change numbers in evaluation."""
CARRY_MASKS = (
    *PASS_THROUGH, "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "Dense", "Activation",
    "BatchNormalization", "LayerNormalization", "ReLU",
)  # fmt: skip
STATEFUL = "In Keras its state is kept from one batch to the next (stateful=True); here each sequence starts anew."
STATES = "Its initial states are given by “{}”; here they are zeros."
CALLS = "The model calls it {:,} times, with an input of its own each time; here it reads the one that is shown."
MASKED = "In Keras “{}” masks steps, which the layer then skips; here it reads every step."
REPEATED = "TimeDistributed calls it for each step of a longer sequence, anew each time; here it is called once."


def context_notes(layer: KerasLayer, inner: KerasLayer, graph: Mapping[Names, KerasLayer]) -> tuple[str, ...]:
    """Return the notes on a layer; `inner` is the one in its wrapper TimeDistributed, or the same."""
    states = layer.sources.get("initial_state", ())
    mask = _mask(layer, graph)
    notes = {
        REPEATED: inner is not layer,
        STATEFUL: _is_stateful(inner),
        STATES.format(short(states[0][-1]) if states else ""): bool(states),
        CALLS.format(layer.calls): layer.calls > 1,
        MASKED.format(short(mask)): bool(mask),
    }
    return tuple(note for note, is_true in notes.items() if is_true)


def _is_stateful(layer: KerasLayer) -> bool:
    inside = layer.settings.get("layer")
    settings = inside["config"] if layer.kind == "Bidirectional" and inside else layer.settings
    return settings.get("stateful") is True


def _mask(layer: KerasLayer, graph: Mapping[Names, KerasLayer]) -> str:
    """Return the name of the layer that makes the mask of a layer, empty where there is none."""
    masks = layer.sources.get("mask", ())
    for _ in graph:
        sources = layer.sources.get("", ())
        if not sources or sources[0] not in graph:
            break
        layer = graph[sources[0]]
        if layer.kind == "Masking" or layer.settings.get("mask_zero") is True:
            return layer.names[-1]
        if layer.kind not in CARRY_MASKS:
            break
    return masks[0][-1] if masks else ""
