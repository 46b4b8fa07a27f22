"""A problem small enough to be followed by torch.nn beside the loop, and torch.nn with a learner's weights."""

import numpy as np
import torch
from torch import nn

from explainer.numerics.parity import TORCH_CLASSES
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem
from explainer.training.learner import Learner
from explainer.training.recipe import Recipe

N, K, T, B = 3, 2, 7, 5


def tiny(kind: str = "classes", where: str = "last", masked: bool = False, **fields) -> Problem:
    """Make a problem that can be learnt a little: what is right hangs on the first inputs."""

    def draw(rng: np.random.Generator, count: int) -> Batch:
        x = rng.normal(size=(T, N, count)).astype(np.float32)
        targets = np.cumsum(x[:, :K], axis=0) / 2  # (T, k, B)
        target = targets.argmax(axis=1) if kind == "classes" else targets
        mask = (rng.uniform(size=(T, count)) < 0.5).astype(np.float32) if masked else None
        return Batch(x, target if where == "each" else target[-1], mask)

    test = draw(np.random.default_rng(1), 40)
    defaults = {
        "n": N, "k": K, "steps": T, "kind": kind, "where": where, "metric": "accuracy" if kind == "classes" else "mse",
        "baseline": 0.5, "solved": 2.0 if kind == "classes" else -1.0, "draw": draw, "test": test,
        "probe": test.select(0), "inputs": ("a", "b", "c"), "outputs": ("p", "q"),
    }  # fmt: skip
    return Problem(**(defaults | fields))


def small(**fields) -> Recipe:
    """Make a small recipe for it."""
    return Recipe(**({"m": 4, "batch": B, "updates": 12, "cell": "GRU", "device": "cpu", "early": False} | fields))


class Twin(nn.Module):
    """torch.nn's own layers and a Linear, with the weights of one seed of a learner, in float64."""

    def __init__(self, learner: Learner, seed: int = 0) -> None:
        super().__init__()
        cell = learner.recipe.cell
        kind, options = TORCH_CLASSES[cell]
        m, layers = learner.recipe.m, learner.recipe.layers
        self.rnn = kind(learner.network.n, m, num_layers=layers, **options).double()
        self.head = nn.Linear(m, learner.network.k).double()
        self.two_biases = cell == "GRU"
        letters = [name[2:] for name in learner.network.program.params if name[0] == "W"]
        for k in range(layers):
            for theirs, ours in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"), ("bias_hh", "d")):
                one = getattr(self.rnn, f"{theirs}_l{k}")
                if ours == "d" and not self.two_biases:
                    one.requires_grad_(False).zero_()
                else:
                    blocks = [learner.params[f"{k}.{ours}_{letter}"][seed] for letter in letters]
                    one.data.copy_(torch.cat(blocks).detach())
        self.head.weight.data.copy_(learner.params["readout.V"][seed].detach())
        self.head.bias.data.copy_(learner.params["readout.a"][seed].detach())

    def trained_params(self) -> list[nn.Parameter]:
        """Return what is learnt: all but a bias that the cell does not have."""
        return [param for param in self.parameters() if param.requires_grad]

    def batch_loss(self, problem: Problem, batch: Batch, start: int = 0, stop: int = T, state=None):
        """Return the loss of a stretch of a batch as a share of the whole batch's, and the state after it."""
        x = torch.tensor(batch.x, dtype=torch.float64).permute(0, 2, 1)  # (T, B, n)
        hidden, state = self.rnn(x[start:stop], state)
        outputs, target = self.head(hidden), torch.tensor(batch.target)  # (T, B, k)
        if problem.where == "last":
            outputs, target = outputs[-1:], target[None]
            part, whole = torch.ones(1, x.shape[1]), torch.tensor(float(x.shape[1]))
        else:
            masked = torch.ones(T, x.shape[1]) if batch.mask is None else torch.tensor(batch.mask)
            target, part, whole = target[start:stop], masked[start:stop], masked.sum()
        if problem.kind == "classes":
            errors = nn.functional.cross_entropy(outputs.flatten(0, 1), target.flatten(), reduction="none")
        else:
            errors = ((outputs - target.permute(0, 2, 1)) ** 2).mean(dim=-1).flatten()
        return (errors * part.flatten()).sum() / whole, state
