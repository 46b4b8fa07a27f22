"""A network that reads one token at a time, each chosen after the last: one seed, one sequence, in numpy.

It makes the calls of the scan, but for so few numbers a call of numpy takes half as long as one of PyTorch.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from explainer.engine.layer_stepper import LayerStepper
from explainer.engine.network import NO_NOISE, Network
from explainer.engine.noise import Noise, masks, noisy

Numbers = NDArray[Any]


class Stepper:
    """One seed of a network; it begins with `state`, per layer (m,) by name, or as a run does. Weights are copied.

    Noise is at its mean, as in evaluation. Numbers are of the dtype of `params`.
    """

    def __init__(
        self, network: Network, params: Mapping[str, Tensor], seed: int = 0, noise: Noise = NO_NOISE,
        state: Sequence[Mapping[str, Numbers]] = (),
    ) -> None:  # fmt: skip
        arrays = {name: param[seed].detach().cpu().numpy() for name, param in params.items()}
        self.embedding = arrays.get("embedding.E")
        self.readout = np.array(arrays["readout.V"]), np.array(arrays["readout.a"])
        program, noise = noisy(network.program, Noise(noise.zoneout).kinds), Noise(noise.zoneout)
        means = masks(network.program, noise, (), 0, params["readout.V"].detach().cpu())
        self.layers: list[LayerStepper] = []
        for k in range(network.layers):
            mine = {name.split(".", 1)[1]: array for name, array in arrays.items() if name.startswith(f"{k}.")}
            zeros = np.zeros(network.m, self.readout[0].dtype)
            first = {s: state[k][s] if state else mine.get(f"start.{s}", zeros) for s in program.cell.state}
            below = {f"{s}_below": self.layers[-1].states[s] if k else zeros for s in program.below}
            size = network.m if k else network.embedding or network.n
            self.layers.append(LayerStepper(program, mine | below | _flat(means), first, size))

    def step(self, token: int) -> Numbers:
        """Read a token, and return the scores of what comes next, (k,)."""
        x: Any = token if self.embedding is None else self.embedding[token]
        for layer in self.layers:
            x = layer.step(x)
        return np.asarray(np.dot(self.readout[0], x) + self.readout[1])


def _flat(means: Mapping[str, Tensor]) -> dict[str, Numbers]:
    return {name: mean.flatten().numpy() for name, mean in means.items()}
