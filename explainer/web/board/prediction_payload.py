"""The board of the inspection: what is said, then every gate and state, with a value held where one is."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.figures import prediction_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics.counterfactual import Held, holding
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import Trained
from explainer.runs.prediction import scored, speak
from explainer.web.board import prediction_cards
from explainer.web.board.payload import payload


@dataclass(frozen=True)
class Looked:
    """A moment as it is shown: a sentence about it, one about what is held (or none), and what the board is given."""

    moment: str
    hold: str
    data: bytes


def look(weights: Trained, sequence: Sequence, held: Held | None, layer: int, place: Mapping[str, int]) -> Looked:
    """Look at a moment of a run on a sequence; the layer counts from 0."""
    before = scored(weights)
    free = speak(weights, sequence)
    now = speak(weights, sequence, held) if held else free
    words = prediction_sentences.of_said(weights.problem, now)
    cards = prediction_cards.cards(weights.problem, sequence, now, free if held else None, words)
    shown = trace(holding(weights.layers, held), sequence.x).layers[layer]
    hold = prediction_sentences.of_hold(weights, held, before, scored(weights, held), now, free) if held else ""
    data = payload(shown, sequence, "inspect", place, layer + 1, cards)
    return Looked(prediction_sentences.of_moment(weights, before), hold, data)
