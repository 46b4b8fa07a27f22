"""What the Inspect page's board receives: a checkpoint's prediction, gates and states, with a hold where one is set."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.figures import prediction_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics.counterfactual import LayerHold, with_hold
from explainer.numerics.domain import outside_domain
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.prediction import outside_in_test_set, predict_sequence, score_test_set
from explainer.web.board.payload import payload
from explainer.web.board.prediction_cards import prediction_cards


@dataclass(frozen=True)
class Inspection:
    """A checkpoint as it is shown: a sentence about it, one about the hold (empty without one), the board's data.

    `domain_text` says which operation had no value, on the sequence or in the test set; empty where all have one.
    """

    checkpoint_text: str
    hold_text: str
    data: bytes
    domain_text: str = ""


def inspection(
    weights: Checkpoint, sequence: Sequence, held: LayerHold | None, layer: int, position: Mapping[str, int]
) -> Inspection:
    """Run a checkpoint on a sequence and describe it; the layer counts from 0, and so do the position's t and unit."""
    score = score_test_set(weights)
    without_hold = predict_sequence(weights, sequence)
    now = predict_sequence(weights, sequence, held) if held else without_hold
    sentence = prediction_sentences.of_prediction(weights.problem, now)
    cards = prediction_cards(weights.problem, sequence, now, without_hold if held else None, sentence)
    hold_text = ""
    if held:
        held_score = score_test_set(weights, held)
        hold_text = prediction_sentences.of_hold(weights, held, score, held_score, now, without_hold)
    run = trace(with_hold(weights.layers, held), sequence.x)
    data = payload(run.layers[layer], sequence, "inspect", position, layer + 1, cards)
    checkpoint_text = prediction_sentences.of_checkpoint(weights, score)
    outside = outside_domain(run)
    return Inspection(checkpoint_text, hold_text, data, str(outside or outside_in_test_set(weights) or ""))
