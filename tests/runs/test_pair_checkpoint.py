"""Checkpoints of runs that write a target for a source: both networks, other sources, scores, and modules."""

import numpy as np
import pytest
import torch
from torch import nn

from explainer.inputs.symbols import one_hot
from explainer.numerics.counterfactual import LayerHold
from explainer.numerics.parity import compare
from explainer.numerics.setup import with_loaded_weights
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import with_problem
from explainer.runs.loading import CheckpointError, load_checkpoint, nearest_step
from explainer.runs.open_run import open_run
from explainer.runs.pair_scores import score_held_out_pairs
from explainer.runs.prediction import predict_sequence, score_test_set
from explainer.tasks.pair_source import with_source
from explainer.tasks.probe import sequence, source_sequence
from tests.figures.sentence_rules import check
from tests.pair_runs import GRU, LSTM, pair_runs  # noqa: F401

pytestmark = pytest.mark.usefixtures("pair_runs")


def last(run: str):
    return load_checkpoint(run, nearest_step(run, None))


def after(weights, source: str):
    return with_problem(weights, with_source(weights.problem, source))


@pytest.mark.parametrize("run", [LSTM, GRU])
def test_both_parts_are_loaded_weights_that_pages_can_run(run):
    weights = last(run)
    decoder, encoder = weights.part("decoder"), weights.part("encoder")
    assert decoder == weights.loaded_weights != encoder and (decoder.part, encoder.part) == ("decoder", "encoder")
    source = weights.problem.pairs.test[0][0]
    assert decoder.description.endswith(f"its decoder, which begins after the source “{source}”")
    assert encoder.description.endswith("its encoder")
    check(f"{decoder.description}.", f"{encoder.description}.")
    read = with_loaded_weights(encoder).run(source_sequence(weights.problem))
    written = with_loaded_weights(decoder).run(sequence(weights.problem))
    for one, other in zip(read.layers, written.layers, strict=True):
        for state in one.program.cell.state:
            assert np.array_equal(one.values[state][-1], other.layer.initial_state(state))
    assert max(compare(read).difference, compare(written).difference) < 1e-9


def test_another_source_changes_where_the_decoder_begins_and_what_is_right():
    weights = last(LSTM)
    other = after(weights, "12+34")
    assert weights.part("decoder") != other.part("decoder") and other.part("decoder").pair_source == "12+34"
    assert "".join(sequence(other.problem).labels) == "▷46" and other == weights
    encoder = trace(weights.encoder, one_hot(other.problem.probe.source.x, 12)[:, :, 0])
    assert np.array_equal(encoder.layers[0].values["c"][-1], other.layers[0].state["c"])
    assert predict_sequence(other, sequence(other.problem)).target.tolist() == other.problem.probe.target[:, 0].tolist()


def test_the_answer_to_a_source_that_is_no_sum_is_unknown():
    weights = last(LSTM)
    other = after(weights, "5+")
    assert predict_sequence(other, sequence(other.problem)).target is None
    assert "".join(sequence(other.problem).labels) == "".join(sequence(weights.problem).labels)


def test_scores_are_those_of_the_test_set_and_a_hold_changes_them():
    weights = last(LSTM)
    scores = score_held_out_pairs(weights)
    assert scores.exact == score_test_set(weights) and 0 < scores.exact < scores.free < scores.forced < 1
    counts, shares = scores.counts, scores.by_length
    whole = sum(counts[length] * shares[length] for length in counts) / sum(counts.values())
    assert whole == pytest.approx(scores.exact) and set(counts) == set(shares) == {1, 2, 3}
    held = score_held_out_pairs(weights, LayerHold("f", 0.0))
    assert held.exact == score_test_set(weights, LayerHold("f", 0.0)) < scores.exact


@pytest.mark.parametrize(("run", "kind"), [(LSTM, nn.LSTM), (GRU, nn.GRU)])
def test_open_run_has_modules_of_both_parts(run, kind):
    found = open_run(run)
    encoder, decoder = found.encoder_module(), found.module()
    assert type(encoder) is type(decoder) is kind
    source, x = (
        torch.tensor(one_hot(tokens, n)).transpose(1, 2)  # (T, 1, n)
        for tokens, n in ((found.problem.probe.source.x, 12), (found.problem.probe.x, found.problem.n))
    )
    _, state = encoder(source, found.encoder_initial_state())
    begun = found.initial_state()
    pairs = zip(begun, state, strict=True) if kind is nn.LSTM else [(begun, state)]
    for mine, theirs in pairs:
        assert (mine - theirs).abs().max() < 1e-5
    hidden, _ = decoder(x, state)
    expected = found.readout.predict(trace(found.layers, x[:, 0].numpy()).output)
    assert np.abs(found.linear()(hidden)[:, 0].detach().numpy() - expected).max() < 1e-5


def test_a_run_without_an_encoder_has_no_module_of_one():
    with pytest.raises(CheckpointError, match="“recall-lstm” has no encoder"):
        open_run("recall-lstm").encoder_module()
