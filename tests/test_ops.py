import numpy as np
import pytest
import torch

from explainer.ops import FUNCTIONS, OPS

TORCH = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "matmul": torch.matmul,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": torch.clone,
}  # fmt: skip


@pytest.mark.parametrize("name", OPS)
def test_every_primitive_equals_torch(name):
    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=(4, 4)) if name == "matmul" else rng.normal(size=4), rng.normal(size=4)]
    arguments = arguments[: 2 if "{1}" in OPS[name].plain else 1]
    wanted = TORCH[name](*map(torch.tensor, arguments)).numpy()
    assert np.abs(OPS[name].forward(*arguments) - wanted).max() < 1e-15


def test_sigmoid_does_not_overflow():
    assert OPS["sigmoid"].forward(np.array([-1e6, 0.0, 1e6])).tolist() == [0.0, 0.5, 1.0]


def test_functions_are_primitives_written_as_calls():
    assert all("(" in OPS[name].python for name in FUNCTIONS)
    assert all("(" not in op.plain for name, op in OPS.items() if name not in FUNCTIONS)
