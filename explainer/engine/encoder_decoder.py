"""An encoder beside a decoder of the same cell (Sutskever et al. 2014): its last states are the decoder's first.

The decoder's parameters have their own names, the encoder's are "encoder.0.W_i" …; the encoder has no readout (k is 0).
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from explainer.engine.network import (
    NO_NOISE,
    InitSettings,
    Network,
    Params,
    Run,
    State,
    apply_readout,
    init_network,
    run,
)
from explainer.engine.noise import Noise
from explainer.numerics.parameter_names import ENCODER

DEFAULT = InitSettings()
ENCODER_SEED = 2**20  # added to a seed, so that the encoder's parameters are drawn apart from the decoder's


def init_encoder(
    encoder: Network, seeds: Sequence[int], settings: InitSettings = DEFAULT, like: Tensor | None = None
) -> Params:
    """Draw the parameters of an encoder, with the prefix before their names."""
    drawn = init_network(encoder, [seed + ENCODER_SEED for seed in seeds], settings, like)
    return {f"{ENCODER}{name}": value for name, value in drawn.items()}


def encoder_params(params: Mapping[str, Tensor]) -> Params:
    """Return the parameters of the encoder by their own names."""
    return {name.removeprefix(ENCODER): value for name, value in params.items() if name.startswith(ENCODER)}


def encode(encoder: Network, params: Mapping[str, Tensor], source: Tensor, lengths: Tensor | None) -> Run:
    """Run the encoder over a source, (T, 1, n, B) or tokens (T, 1, B), of the given lengths (B,)."""
    return run(encoder, encoder_params(params), source, lengths=lengths)


def write(
    decoder: Network, params: Mapping[str, Tensor], state: State, forced: Tensor, forcing: Tensor | None = None,
    noise: Noise = NO_NOISE,
) -> Tensor:  # fmt: skip
    """Return the inputs of a decoder that reads its own most likely tokens, (T, S, B), and the last token it writes.

    `forced` (T, 1, B) are the right inputs: the first is read as it is, and the others where `forcing` (T, S, B) is
    true (scheduled sampling, Bengio et al. 2015). The result is one longer than `forced`: its last row is what the
    decoder writes at the last step, and row t + 1 what it writes at step t, unless a right input took its place.
    """
    seeds = state[-1]["h"].shape[0]
    token = forced[:1].expand(1, seeds, forced.shape[-1])
    inputs = [token]
    with torch.no_grad():
        for t in range(1, len(forced) + 1):
            step = run(decoder, params, token, state, noise)
            state, token = step.state, apply_readout(params, step.h).argmax(dim=2)  # (1, S, B)
            if forcing is not None and t < len(forced):
                token = torch.where(forcing[t : t + 1], forced[t : t + 1], token)
            inputs.append(token)
    return torch.cat(inputs)
