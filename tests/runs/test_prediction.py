import numpy as np
import pytest

from explainer.numerics.counterfactual import LayerHold
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.runs.prediction import predict_each_step, predict_sequence
from explainer.tasks.probe import reader, sequence


def last(run):
    return load_checkpoint(run, checkpoint_steps(run)[-1])


@pytest.mark.parametrize("held", [None, LayerHold("f", 1.0)])
def test_after_the_last_step_it_is_the_prediction_and_after_each_that_of_the_shorter_text(held):
    weights = last("reviews-lstm")
    whole = sequence(weights.problem)
    before, after = predict_each_step(weights, whole, held)
    assert after.shape == (len(whole.x), 2) and np.allclose(after.sum(axis=1), 1) and before.sum() == pytest.approx(1)
    assert after[-1] == pytest.approx(predict_sequence(weights, whole, held).values)
    for steps in (1, 7):
        cut = sequence(weights.problem, weights.problem.probe)
        cut = type(cut)(cut.x[:steps], cut.labels[:steps], cut.channels, cut.scalings, cut.kind)
        assert after[steps - 1] == pytest.approx(predict_sequence(weights, cut, held).values)


def test_before_the_first_step_there_is_the_readout_alone():
    weights = last("reviews-gru")
    before, _ = predict_each_step(weights, reader(weights.problem).sample)
    scores = np.exp(weights.readout.bias - weights.readout.bias.max())
    assert before == pytest.approx(scores / scores.sum())
