"""Evaluating a network that writes: on the right symbols as inputs, and on those that it writes itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainer.engine.encoder_decoder import write
from explainer.tasks.batch import Batch
from explainer.tasks.pair_metrics import symbol_accuracy, written_accuracy
from explainer.training.deferred import to_numpy
from explainer.training.device_batch import to_device
from explainer.training.evaluation import QUICK_TEST_SIZE, evaluation_noise, first_sequences, scores, slices
from explainer.training.learner import Learner
from explainer.training.memory_estimate import evaluation_batch
from explainer.training.passes import cast_params, encode_source, forward, readout_outputs
from explainer.training.records import Numbers

Tokens = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PairEvaluation:
    """Each seed's exact match, and its share of right symbols under teacher forcing and writing freely, (S,) each.

    `inputs` (T, S, B) are the tokens that the decoder read while it wrote freely, START first.

    Written freely, a target is right exactly where each of its symbols is right under teacher forcing, as then both
    have read the same symbols up to there: so there is one exact match. The share of right symbols differs.
    """

    exact: Numbers
    forced: Numbers
    free: Numbers
    inputs: Tokens


def evaluate_pairs(learner: Learner, count: int | None = QUICK_TEST_SIZE) -> PairEvaluation:
    """Evaluate all seeds on the first `count` pairs of the test set, None for all of it; the encoder reads them once.

    What is not a number where outputs are not finite is NaN.
    """
    batch = first_sequences(learner.problem.test, count)
    width = evaluation_batch(learner.recipe, learner.network.program, learner.problem.all_steps)
    found = [_outputs_and_tokens(learner, piece) for piece in slices(batch, width)]
    outputs, tokens = (np.concatenate(parts, axis=-1) for parts in zip(*found, strict=True))
    exact = scores(learner.problem, outputs, batch)
    predicted, written = outputs.argmax(axis=2), tokens[1:]  # (T, S, B)
    return PairEvaluation(
        exact,
        _accuracies(symbol_accuracy, predicted, batch, exact),
        _accuracies(written_accuracy, written, batch, exact),
        tokens[:-1],
    )


def _outputs_and_tokens(learner: Learner, batch: Batch) -> tuple[Numbers, Tokens]:
    """Return the outputs under teacher forcing (T, S, k, B), and all tokens of writing freely, (T + 1, S, B)."""
    placed, noise, params = to_device(learner, batch), evaluation_noise(learner), cast_params(learner)
    with torch.no_grad():
        state = encode_source(learner, params, placed, noise).state
        outputs = readout_outputs(learner.params, "each", forward(learner, placed, state, noise))
        tokens = write(learner.network, params, state, placed.x, noise=noise)
    return to_numpy(outputs), tokens.cpu().numpy()


def _accuracies(measure: Any, tokens: Tokens, batch: Batch, exact: Numbers) -> Numbers:
    """Return a measure of each seed's tokens (T, S, B)."""
    found = [measure(one, batch.target, batch.mask) for one in tokens.swapaxes(0, 1)]
    return np.where(np.isfinite(exact), found, np.nan)
