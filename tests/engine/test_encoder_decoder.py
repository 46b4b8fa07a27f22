import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.encoder_decoder import encode, encoder_params, init_encoder, write
from explainer.engine.network import Network, apply_readout, init_network, run
from explainer.numerics.setup import cell_of
from tests.engine.test_tokens import OWN
from tests.engine.torch_reference import MODULES, copy_to_module, module_gradients

V, K, M, B = 6, 8, 5, 3
LENGTHS = torch.tensor([7, 2, 5])
RNG = np.random.default_rng(3)
SOURCE = torch.tensor(RNG.integers(0, V, (7, B)))
TARGET = torch.tensor(RNG.integers(0, K, (4, B)))


def networks_of(cell: str, layers: int = 1, embedding: int = 0):
    """Return an encoder, a decoder, and the parameters of both."""
    program = lower(cell_of("Your cell", OWN) if cell == "own" else CELLS[cell])
    encoder, decoder = Network(program, V, M, 0, layers, embedding), Network(program, K, M, K, layers, embedding)
    params = draw(encoder, decoder, (3,))
    return encoder, decoder, {name: value.requires_grad_() for name, value in params.items()}


def draw(encoder: Network, decoder: Network, seeds: tuple[int, ...]) -> dict[str, torch.Tensor]:
    like = torch.empty(0, dtype=torch.float64)
    return init_network(decoder, seeds, like=like) | init_encoder(encoder, seeds, like=like)


def outputs_of(encoder: Network, decoder: Network, params, target: torch.Tensor = TARGET[:, None]) -> torch.Tensor:
    """Return the decoder's outputs (T, S, K, B) under teacher forcing."""
    state = encode(encoder, params, SOURCE[:, None], LENGTHS).state
    return apply_readout(params, run(decoder, params, target, state).h)


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize(("layers", "embedding"), [(1, 0), (2, 4)])
def test_the_state_is_handed_over_as_between_two_modules_of_torch(cell, layers, embedding):
    encoder, decoder, params = networks_of(cell, layers, embedding)
    outputs = outputs_of(encoder, decoder, params)[:, 0]
    weights = torch.randn(4, K, B, dtype=torch.float64)
    grads = torch.autograd.grad((outputs * weights).sum(), list(params.values()))
    mine = dict(zip(params, grads, strict=True))

    modules, inputs = {}, {}
    for prefix, network, x in (("encoder.", encoder, SOURCE), ("", decoder, TARGET)):
        modules[prefix] = MODULES[cell](network.embedding or network.n, M, layers, dtype=torch.float64)
        copy_to_module(modules[prefix], params, network, 0, prefix)
        if embedding:
            matrix = params[f"{prefix}embedding.E"][0].detach().clone().requires_grad_()
            inputs[prefix] = (torch.nn.functional.embedding(x, matrix), matrix)
        else:
            inputs[prefix] = (torch.nn.functional.one_hot(x, network.n).double(), None)
    packed = pack_padded_sequence(inputs["encoder."][0], LENGTHS, enforce_sorted=False)
    _, state = modules["encoder."](packed)
    hidden, _ = modules[""](inputs[""][0], state)
    out = hidden @ params["readout.V"][0].detach().T + params["readout.a"][0].detach()
    assert (outputs.movedim(1, 2) - out).abs().max() < 1e-12
    (out.movedim(1, 2) * weights).sum().backward()
    for prefix, network in (("encoder.", encoder), ("", decoder)):
        for key, grad in module_gradients(modules[prefix], network).items():
            assert (mine[f"{prefix}{key}"][0] - grad).abs().max() < 1e-12, key
        if embedding:
            assert (mine[f"{prefix}embedding.E"][0] - inputs[prefix][1].grad).abs().max() < 1e-12


def test_the_decoder_of_a_custom_cell_starts_where_a_plain_loop_ended():
    encoder, decoder, params = networks_of("own")
    outputs = outputs_of(encoder, decoder, params)[:, 0]
    weights = torch.randn(4, K, B, dtype=torch.float64)
    mine = torch.autograd.grad((outputs * weights).sum(), list(params.values()))
    theirs = torch.autograd.grad((outputs_of_a_loop(params) * weights).sum(), list(params.values()))
    for name, one, other in zip(params, mine, theirs, strict=True):
        assert (one - other).abs().max() < 1e-12, name


def outputs_of_a_loop(params) -> torch.Tensor:
    """Run the custom cell step by step over both sequences, each encoder sequence for as long as it is."""

    def step(p, token, h):
        f = torch.sigmoid(p["0.W_f"][0][:, token] + p["0.U_f"][0] @ h + p["0.b_f"][0])
        fresh = p["0.W_h"][0][:, token]
        fresh = (fresh - fresh.mean()) / torch.sqrt(fresh.var(unbiased=False) + 1e-5)
        return f * h + (1 - f) * torch.tanh(fresh + p["0.b_h"][0])

    columns, encoder = [], encoder_params(params)
    for b in range(B):
        h, outputs = torch.zeros(M, dtype=torch.float64), []
        for t in range(LENGTHS[b]):
            h = step(encoder, SOURCE[t, b], h)
        for t in range(len(TARGET)):
            h = step(params, TARGET[t, b], h)
            outputs.append(params["readout.V"][0] @ h + params["readout.a"][0])
        columns.append(torch.stack(outputs))
    return torch.stack(columns, dim=-1)  # (T, K, B)


def test_what_is_written_freely_is_what_teacher_forcing_on_it_predicts():
    encoder, decoder, params = networks_of("LSTM")
    state = encode(encoder, params, SOURCE[:, None], LENGTHS).state
    written = write(decoder, params, state, TARGET[:, None])  # (5, 1, B)
    assert torch.equal(written[0, 0], TARGET[0])
    assert torch.equal(outputs_of(encoder, decoder, params, written[:-1]).argmax(dim=2), written[1:])


def test_right_inputs_take_the_place_of_written_ones_where_they_are_forced():
    encoder, decoder, params = networks_of("GRU")
    state = encode(encoder, params, SOURCE[:, None], LENGTHS).state
    forced = TARGET[:, None]
    assert torch.equal(write(decoder, params, state, forced, torch.ones(4, 1, B, dtype=torch.bool))[:-1], forced)
    forcing = torch.tensor(RNG.random((4, 1, B)) < 0.5)
    mixed = write(decoder, params, state, forced, forcing)
    own = outputs_of(encoder, decoder, params, mixed[:-1]).argmax(dim=2)
    assert torch.equal(mixed[1:4], torch.where(forcing[1:], forced[1:], own[:3])) and torch.equal(mixed[4], own[3])
    assert not torch.equal(mixed[:-1], forced)


def test_the_two_networks_are_drawn_apart_and_by_seed():
    encoder, decoder, params = networks_of("GRU")
    assert "encoder.readout.V" not in params and params["readout.V"].shape == (1, K, M)
    assert not torch.equal(params["encoder.0.U_r"], params["0.U_r"])
    two = draw(encoder, decoder, (3, 4))
    assert all(torch.equal(two[name][:1], value) for name, value in params.items())
