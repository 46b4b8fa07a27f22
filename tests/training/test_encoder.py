"""Training a network with an encoder: against modules of torch, and written freely as while it is scored."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, one_hot
from torch.nn.utils.rnn import pack_padded_sequence

from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.tasks.catalogue import make_problem
from explainer.tasks.pairs import decode
from explainer.tasks.predictions import evaluate as evaluate_in_numpy
from explainer.torch_models.weights import encoder_from_weights, layers_from_weights, readout_from_weights
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluate
from explainer.training.learner import Learner, make_learner
from explainer.training.loop import train_on
from explainer.training.passes import loss_and_gradients, training_batch, write_inputs
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Order, SavedState
from explainer.training.resuming import to_arrays
from tests.engine.torch_reference import MODULES, copy_to_module, module_gradients

SUMS = make_problem("translate", {"pairs": "sums"})


def learner_of(cell: str = "LSTM", **changes) -> Learner:
    recipe = Recipe(task="translate", cell=cell, m=6, batch=5, updates=20, **changes)
    return make_learner(recipe, SUMS, torch.float64)


def batch_of(count: int = 5):
    return SUMS.draw(np.random.default_rng(4), count)


@pytest.mark.parametrize("cell", MODULES)
def test_loss_and_gradients_are_those_of_two_modules_with_packed_sources(cell):
    learner, batch = learner_of(cell, layers=2), batch_of()
    loss, gradients, _ = loss_and_gradients(learner, batch, 1)
    mine = dict(zip(learner.params, gradients, strict=True))
    encoder, decoder = (MODULES[cell](one.n, 6, 2, dtype=torch.float64) for one in (learner.encoder, learner.network))
    copy_to_module(encoder, learner.params, learner.encoder, 0, "encoder.")
    copy_to_module(decoder, learner.params, learner.network, 0, "")
    source = one_hot(torch.tensor(batch.source.x), learner.encoder.n).double()
    _, state = encoder(pack_padded_sequence(source, torch.tensor(batch.source.lengths), enforce_sorted=False))
    hidden, _ = decoder(one_hot(torch.tensor(batch.x), learner.network.n).double(), state)
    scores = hidden @ learner.params["readout.V"][0].detach().T + learner.params["readout.a"][0].detach()
    errors = cross_entropy(scores.movedim(2, 1), torch.tensor(batch.target), reduction="none")
    expected = (errors * torch.tensor(batch.mask)).sum() / batch.mask.sum()
    expected.backward()
    assert abs(loss[0] - expected) < 1e-12
    for prefix, module, network in (("encoder.", encoder, learner.encoder), ("", decoder, learner.network)):
        for name, gradient in module_gradients(module, network).items():
            assert (mine[f"{prefix}{name}"][0] - gradient).abs().max() < 1e-12, name


def test_the_exact_match_is_that_of_what_is_written_freely():
    recipe = Recipe(task="translate", m=32, batch=128, rate=0.02, updates=150, early=False)
    loop = train_on(recipe, SUMS)
    next(loop)
    for _ in range(150):
        loop.send(None)
    saved = loop.send(Order("state"))
    assert isinstance(saved, SavedState)
    learner = make_learner(recipe, SUMS)
    for name, param in learner.params.items():
        param.data.copy_(torch.tensor(saved.arrays[f"weights.{name}"]))
    placed = to_device(learner, SUMS.test)
    inputs = write_inputs(learner, placed)[:, 0].numpy()  # (T, B)
    written = decode(SUMS.pairs, inputs[1:])
    right = [text == target for text, (_, target) in zip(written, SUMS.pairs.test, strict=True)]
    assert 0 < np.mean(right) == pytest.approx(evaluate(learner, None).metric[0])
    weights = to_arrays("", learner.params)
    program = lower(cell_of("LSTM", ""))
    layers, encoder = layers_from_weights(weights, program), encoder_from_weights(weights, program)
    in_numpy = evaluate_in_numpy(layers, readout_from_weights(weights), SUMS, encoder=encoder)
    assert in_numpy == pytest.approx(np.mean(right), abs=2 / len(right))  # float32 against float64


@pytest.mark.parametrize(
    ("share", "schedule"), [(1.0, "constant"), (0.0, "constant"), (0.4, "constant"), (0.0, "linear")]
)
def test_scheduled_sampling_puts_its_own_outputs_in_the_place_of_right_inputs(share, schedule):
    learner = learner_of(seeds=2, teacher_forcing=share, forcing_schedule=schedule)
    batch = batch_of(200)
    x = training_batch(learner, batch, 10).x  # (T, S, B), or (T, 1, B) where all are right
    right = torch.tensor(batch.x)[:, None]
    own = write_inputs(learner, to_device(learner, batch))
    assert torch.equal(x[:1].expand_as(own[:1]), own[:1])
    if share == 1.0:
        assert torch.equal(x, right)
    elif share == 0.0 and schedule == "constant":
        assert torch.equal(x, own)
    else:
        wanted = {"constant": share, "linear": 0.5}[schedule]  # after half of the updates
        forced = (x == right)[1:].double().mean()
        by_chance = (own == right)[1:].double().mean()
        assert wanted - 0.05 < forced < wanted + (1 - wanted) * by_chance + 0.1


def test_gradients_under_scheduled_sampling_are_those_of_the_inputs_that_were_read():
    learner, batch = learner_of(teacher_forcing=0.0), batch_of()
    loss, gradients, _ = loss_and_gradients(learner, batch, 1)
    read = training_batch(learner, batch, 1).x[:, 0].numpy()
    plain = replace(learner, recipe=replace(learner.recipe, teacher_forcing=1.0))
    expected_loss, expected, _ = loss_and_gradients(plain, replace(batch, x=read), 1)
    assert torch.equal(loss, expected_loss)
    assert all(torch.equal(one, other) for one, other in zip(gradients, expected, strict=True))


@pytest.mark.parametrize("changes", [{"embedding": 3}, {"learned_start": True}, {"chunk": 2}, {"dropout": 0.3}])
def test_every_option_trains_saves_and_resumes(changes):
    recipe = Recipe(task="translate", m=4, batch=4, updates=6, seeds=2, **changes)
    whole = ended_weights(train_on(recipe, SUMS))
    loop = train_on(recipe, SUMS)
    next(loop)
    for _ in range(3):
        loop.send(None)
    saved = loop.send(Order("state"))
    resumed = ended_weights(train_on(recipe, SUMS, saved.arrays))
    assert whole.keys() == resumed.keys() and all(np.array_equal(whole[name], resumed[name]) for name in whole)
    assert ("encoder.0.start.h" in whole) == ("learned_start" in changes) and "0.start.h" not in whole


def ended_weights(loop):
    record = next(loop)
    while not isinstance(record, Ended):
        record = loop.send(None)
    return loop.send(Order("snapshot")).weights
