import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.encoder_decoder import EncoderDecoder, encode, init_encoder_decoder, part, run_pair, write
from explainer.engine.network import Network
from explainer.numerics.setup import cell_of
from tests.engine.test_tokens import OWN
from tests.engine.torch_reference import MODULES, copy_to_module, module_gradients

V, K, M, B = 6, 8, 5, 3
LENGTHS = torch.tensor([7, 2, 5])
RNG = np.random.default_rng(3)
SOURCE = torch.tensor(RNG.integers(0, V, (7, B)))
TARGET = torch.tensor(RNG.integers(0, K, (4, B)))


def networks_of(cell: str, layers: int = 1, embedding: int = 0):
    program = lower(cell_of("Your cell", OWN) if cell == "own" else CELLS[cell])
    made = EncoderDecoder(Network(program, V, M, 0, layers, embedding), Network(program, K, M, K, layers, embedding))
    params = init_encoder_decoder(made, (3,), like=torch.empty(0, dtype=torch.float64))
    return made, {name: value.requires_grad_() for name, value in params.items()}


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize(("layers", "embedding"), [(1, 0), (2, 4)])
def test_the_state_is_handed_over_as_between_two_modules_of_torch(cell, layers, embedding):
    made, params = networks_of(cell, layers, embedding)
    found = run_pair(made, params, SOURCE[:, None], TARGET[:, None], LENGTHS)
    weights = torch.randn(4, K, B, dtype=torch.float64)
    grads = torch.autograd.grad((found.outputs[:, 0] * weights).sum(), list(params.values()))
    mine = dict(zip(params, grads, strict=True))

    modules, inputs = {}, {}
    for name, network, x in (("encoder", made.encoder, SOURCE), ("decoder", made.decoder, TARGET)):
        modules[name] = MODULES[cell](network.embedding or network.n, M, layers, dtype=torch.float64)
        copy_to_module(modules[name], params, network, 0, f"{name}.")
        if embedding:
            matrix = params[f"{name}.embedding.E"][0].detach().clone().requires_grad_()
            inputs[name] = (torch.nn.functional.embedding(x, matrix), matrix)
        else:
            inputs[name] = (torch.nn.functional.one_hot(x, network.n).double(), None)
    packed = pack_padded_sequence(inputs["encoder"][0], LENGTHS, enforce_sorted=False)
    _, state = modules["encoder"](packed)
    hidden, _ = modules["decoder"](inputs["decoder"][0], state)
    readout = part(params, "decoder")
    out = hidden @ readout["readout.V"][0].detach().T + readout["readout.a"][0].detach()
    assert (found.outputs[:, 0].movedim(1, 2) - out).abs().max() < 1e-12
    (out.movedim(1, 2) * weights).sum().backward()
    for name, network in (("encoder", made.encoder), ("decoder", made.decoder)):
        for key, grad in module_gradients(modules[name], network).items():
            assert (mine[f"{name}.{key}"][0] - grad).abs().max() < 1e-12, key
        if embedding:
            assert (mine[f"{name}.embedding.E"][0] - inputs[name][1].grad).abs().max() < 1e-12


def test_the_decoder_of_a_custom_cell_starts_where_a_plain_loop_ended():
    made, params = networks_of("own")
    found = run_pair(made, params, SOURCE[:, None], TARGET[:, None], LENGTHS)
    weights = torch.randn(4, K, B, dtype=torch.float64)
    mine = torch.autograd.grad((found.outputs[:, 0] * weights).sum(), list(params.values()))
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

    columns, encoder, decoder = [], part(params, "encoder"), part(params, "decoder")
    for b in range(B):
        h, outputs = torch.zeros(M, dtype=torch.float64), []
        for t in range(LENGTHS[b]):
            h = step(encoder, SOURCE[t, b], h)
        for t in range(len(TARGET)):
            h = step(decoder, TARGET[t, b], h)
            outputs.append(decoder["readout.V"][0] @ h + decoder["readout.a"][0])
        columns.append(torch.stack(outputs))
    return torch.stack(columns, dim=-1)  # (T, K, B)


def test_what_is_written_freely_is_what_teacher_forcing_on_it_predicts():
    made, params = networks_of("LSTM")
    encoded = encode(made, params, SOURCE[:, None], LENGTHS)
    written = write(made, params, encoded.state, start=2, steps=6)  # (6, 1, B)
    fed = torch.cat([torch.full_like(written[:1], 2), written[:-1]])
    outputs = run_pair(made, params, SOURCE[:, None], fed, LENGTHS).outputs
    assert torch.equal(outputs.argmax(dim=2), written)


def test_the_two_networks_are_drawn_apart_and_by_seed():
    made, params = networks_of("GRU")
    assert "encoder.readout.V" not in params and params["decoder.readout.V"].shape == (1, K, M)
    assert not torch.equal(params["encoder.0.U_r"], params["decoder.0.U_r"])
    two = init_encoder_decoder(made, (3, 4), like=torch.empty(0, dtype=torch.float64))
    assert all(torch.equal(two[name][:1], value) for name, value in params.items())
