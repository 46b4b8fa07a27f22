"""The gradients of ONNX nodes against autograd over the definitions of the operators LSTM, GRU, RNN (onnx.ai)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from explainer.torch_models.files.onnx_cells import read_onnx
from explainer.torch_models.files.onnx_graph import read_graph

from .running import run_back

FILES = Path(__file__).parent / "fixtures"
F = torch.nn.functional
Function = Callable[[Tensor], Tensor]
M = 4
TAKES = {"hardsigmoid": "ab", "affine": "ab", "scaledtanh": "ab", "leakyrelu": "a", "elu": "a", "thresholdedrelu": "a"}
USUAL = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"], "RNN": ["tanh"]}
FUNCTIONS: dict[str, Callable[..., Tensor]] = {
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "softsign": F.softsign, "softplus": F.softplus,
    "hardsigmoid": lambda x, a, b: torch.clamp(a * x + b, 0, 1), "affine": lambda x, a, b: a * x + b,
    "scaledtanh": lambda x, a, b: a * torch.tanh(b * x), "leakyrelu": F.leaky_relu, "elu": F.elu,
    "thresholdedrelu": lambda x, a: torch.where(x > a, x, 0.0),
}  # fmt: skip


@dataclass
class Cell:
    """One node: its weights as the operator takes them, and how it computes a step."""

    op: str
    weights: dict[str, Tensor]  # W (K m, n), R (K m, m), Wb and Rb (K m), and P (3 m) or nothing
    functions: list[Function]
    clip: float | None
    settings: dict

    def step(self, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        """Return H and C of a step, in the operator's letters."""
        w = {key: one.split(M) for key, one in self.weights.items()}
        f, g, *last = *self.functions, *self.functions[-1:]

        def total(k: int, state: Tensor = h) -> Tensor:
            return x @ w["W"][k].T + state @ w["R"][k].T + w["Wb"][k] + w["Rb"][k]

        def clipped(one: Tensor) -> Tensor:
            return one if self.clip is None else one.clamp(-self.clip, self.clip)

        if self.op == "RNN":
            return f(clipped(total(0))), c
        if self.op == "LSTM":
            peep = [p * c for p in w["P"]] if "P" in w else [0.0] * 3
            i = f(clipped(total(0) + peep[0]))
            forget = 1 - i if self.settings.get("input_forget") else f(clipped(total(2) + peep[2]))
            new = forget * c + i * g(clipped(total(3)))
            o = f(clipped(total(1) + (w["P"][1] * new if "P" in w else 0.0)))
            return o * last[0](new), new
        z, r = f(clipped(total(0))), f(clipped(total(1)))
        after = x @ w["W"][2].T + w["Wb"][2] + r * (h @ w["R"][2].T + w["Rb"][2])
        n = g(clipped(after if self.settings.get("linear_before_reset") else total(2, r * h)))
        return (1 - z) * n + z * h, c

    def run(self, x: Tensor) -> Tensor:
        """Return H of every step, (T, B, m), from states of 0."""
        h = c = torch.zeros(x.shape[1], M, dtype=torch.float64)
        rows = []
        for row in x:
            h, c = self.step(row, h, c)
            rows.append(h)
        return torch.stack(rows)


def cells_of(name: str) -> list[Cell]:
    """Return the node of a fixture, once for each direction."""
    graph = read_graph((FILES / f"onnx_{name}.onnx").read_bytes(), name)
    (node,) = graph.nodes
    arrays = [graph.array(node.reads(k)) for k in (1, 2, 3, 7)]
    w, r, b, p = (None if one is None else torch.tensor(np.array(one.array, dtype=float)) for one in arrays)
    made, settings = [], node.settings
    names = [str(one).lower() for one in settings.get("activations") or USUAL[node.op] * len(w)]
    alphas, betas = (iter(settings.get(f"activation_{one}") or ()) for one in ("alpha", "beta"))
    functions = [function(one, alphas, betas) for one in names]
    size = len(functions) // len(w)
    for d in range(len(w)):
        half = b.shape[1] // 2
        weights = {"W": w[d], "R": r[d], "Wb": b[d][:half], "Rb": b[d][half:]} | ({} if p is None else {"P": p[d]})
        leaves = {key: one.clone().requires_grad_() for key, one in weights.items()}
        made.append(Cell(node.op, leaves, functions[d * size : (d + 1) * size], settings.get("clip"), settings))
    return made


def function(name: str, alphas, betas) -> Function:
    numbers = [float(next(alphas if one == "a" else betas)) for one in TAKES.get(name, "")]
    return lambda x: FUNCTIONS[name](x, *numbers)


ORDERS = {"LSTM": "iofg", "GRU": "zrn", "RNN": "h"}
NAMES = [
    "lstm", "gru", "gru_before", "rnn", "rnn_relu", "both", "reverse", "peephole", "lstm_hard", "lstm_relu",
    "lstm_clip", "lstm_coupled", "lstm_thresholded", "gru_affine", "gru_clip", "rnn_leaky", "rnn_scaled",
    "rnn_thresholded",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_gradients_of_a_node_are_those_of_its_definition(name):
    cells, arrays = cells_of(name), np.load(FILES / f"onnx_{name}.npz")
    (model,) = read_onnx((FILES / f"onnx_{name}.onnx").read_bytes(), name)
    turn = -1 if name == "reverse" else 1
    batch = arrays["x"].astype(float).reshape(len(arrays["x"]), -1, arrays["x"].shape[-1])  # some have one sequence
    x = torch.tensor(batch[::turn].copy(), requires_grad=True)
    y = torch.cat([cells[0].run(x), *(one.run(x.flip(0)).flip(0) for one in cells[1:])], dim=-1)
    assert np.abs(y.detach().numpy()[::turn] - arrays["y"].reshape(y.shape)).max() < 1e-5
    up = np.random.default_rng(0).normal(size=y.shape)
    (y * torch.tensor(up)).sum().backward()
    dx, [sides] = run_back(model, x.detach().numpy(), up)
    assert np.abs(dx - x.grad.numpy()).max() < 1e-6  # numbers of a node, such as alpha, are in float32
    for cell, params in zip(cells, sides, strict=True):
        for key, array in params.items():
            assert np.abs(array - their_gradient(cell, key)).max() < 1e-6


def their_gradient(cell: Cell, key: str) -> np.ndarray:
    """Return the gradient of one of our parameters: W, U, b (d beside it) or p of a gate."""
    name = {"W": "W", "U": "R", "b": "Wb", "d": "Rb", "p": "P"}[key[0]]
    return cell.weights[name].grad.split(M)[ORDERS[cell.op].index(key[2])].numpy()
