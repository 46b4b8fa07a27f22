"""An encoder and a decoder of the same cell (Sutskever et al. 2014).

The encoder's last states are the decoder's first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.engine.network import InitSettings, Network, Params, Run, State, apply_readout, init_network, run

DEFAULT = InitSettings()


@dataclass(frozen=True, eq=False)
class EncoderDecoder:
    """Two networks with the same cell, units and layers; the encoder has no readout (its k is 0)."""

    encoder: Network
    decoder: Network


@dataclass(eq=False)
class PairRun:
    """A run of both networks, and the decoder's outputs (T, S, k, B)."""

    encoder: Run
    decoder: Run
    outputs: Tensor


def init_encoder_decoder(
    networks: EncoderDecoder, seeds: Sequence[int], settings: InitSettings = DEFAULT, like: Tensor | None = None
) -> Params:
    """Draw the parameters of both networks: "encoder.0.W_i", "decoder.readout.V" … from different seeds."""
    found: Params = {}
    for name, network, first in (("encoder", networks.encoder, 0), ("decoder", networks.decoder, 1)):
        drawn = init_network(network, [2 * seed + first for seed in seeds], settings, like)
        found |= {f"{name}.{key}": value for key, value in drawn.items()}
    return found


def part(params: Mapping[str, Tensor], name: str) -> Params:
    """Return the parameters of one network by their own names."""
    return {key.split(".", 1)[1]: value for key, value in params.items() if key.startswith(f"{name}.")}


def encode(networks: EncoderDecoder, params: Mapping[str, Tensor], source: Tensor, lengths: Tensor | None) -> Run:
    """Run the encoder over a source, (T, 1, n, B) or tokens (T, 1, B), of the given lengths (B,)."""
    return run(networks.encoder, part(params, "encoder"), source, lengths=lengths)


def run_pair(
    networks: EncoderDecoder, params: Mapping[str, Tensor], source: Tensor, target: Tensor,
    lengths: Tensor | None = None,
) -> PairRun:  # fmt: skip
    """Run the encoder over the source and the decoder over the target inputs (teacher forcing)."""
    encoded = encode(networks, params, source, lengths)
    mine = part(params, "decoder")
    decoded = run(networks.decoder, mine, target, encoded.state)
    return PairRun(encoded, decoded, apply_readout(mine, decoded.h))


def write(networks: EncoderDecoder, params: Mapping[str, Tensor], state: State, start: int, steps: int) -> Tensor:
    """Return the tokens that the decoder writes from a state, (steps, S, B): each most likely one is its next input."""
    mine = part(params, "decoder")
    like = state[-1]["h"]
    token = torch.full((1, like.shape[0], like.shape[-1]), start, device=like.device)
    written = []
    with torch.no_grad():
        for _ in range(steps):
            step = run(networks.decoder, mine, token, state)
            state, token = step.state, apply_readout(mine, step.h).argmax(dim=2)  # (1, S, B)
            written.append(token)
    return torch.cat(written)
