import math

import numpy as np
import pytest
import torch

from explainer.cells.primitives import FUNCTIONS, OPS

TORCH = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "div": torch.div,
    "matmul": torch.matmul, "exp": torch.exp, "log": torch.log, "erf": torch.erf,
    "min": torch.minimum, "max": torch.maximum,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": torch.clone,
    "norm": lambda a: torch.nn.functional.layer_norm(a, a.shape[-1:]),
}  # fmt: skip


@pytest.mark.parametrize("name", OPS)
def test_every_primitive_equals_torch(name):
    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=(4, 4)) if name == "matmul" else rng.normal(size=4), rng.normal(size=4)]
    arguments = arguments[: 2 if "{1}" in OPS[name].plain else 1]
    arguments = [np.abs(one) if name == "log" else one for one in arguments]
    wanted = TORCH[name](*map(torch.tensor, arguments)).numpy()
    assert np.abs(OPS[name].forward(*arguments) - wanted).max() < 1e-15


def test_a_domain_tells_which_numbers_lie_outside():
    numbers = np.array([-np.inf, -1.0, 0.0, 1e-300, 709.0, 710.0, np.inf, np.nan])
    outside = {name: op.domain.outside(numbers).tolist() for name, op in OPS.items() if op.domain}
    assert outside == {
        "log": [True, True, True, False, False, False, False, False],
        "exp": [False, False, False, False, False, True, True, False],
        "div": [False, False, True, False, False, False, False, False],
    }
    with np.errstate(all="ignore"):
        finite = np.isfinite(OPS["exp"].forward(numbers[:-2]))  # what a domain admits has a value
    assert (finite == ~OPS["exp"].domain.outside(numbers[:-2])).all()


def test_equal_numbers_share_the_gradient_of_their_minimum_as_in_torch():
    for name, torch_op in (("min", torch.minimum), ("max", torch.maximum)):
        a, b = (torch.tensor([0.0, 1.0, 2.0], requires_grad=True), torch.ones(3, requires_grad=True))
        result = torch_op(a, b)
        result.sum().backward()
        for k, arg in enumerate((a, b)):
            found = OPS[name].slopes[k].rule(*(one.detach().numpy() for one in (result, a, b)))
            assert found.tolist() == arg.grad.tolist()


def test_sigmoid_does_not_overflow():
    assert OPS["sigmoid"].forward(np.array([-1e6, 0.0, 1e6])).tolist() == [0.0, 0.5, 1.0]


def test_the_error_function_is_that_of_the_standard_library_in_every_shape_and_type():
    a = np.random.default_rng(4).normal(0.0, 3.0, size=(5, 3, 2))
    expected = np.array([math.erf(one) for one in a.ravel()]).reshape(a.shape)
    into = np.empty(a.shape)
    assert OPS["erf"].forward(a, out=into) is into and np.array_equal(into, expected)
    assert (
        np.array_equal(OPS["erf"].forward(a), expected) and OPS["erf"].forward(a.astype("float32")).dtype == "float32"
    )
    assert OPS["erf"].forward(np.array([-np.inf, 0.0, np.inf])).tolist() == [-1.0, 0.0, 1.0]
    assert np.isnan(OPS["erf"].forward(np.array(np.nan)))


def test_functions_are_primitives_written_as_calls():
    assert all("(" in OPS[name].python for name in FUNCTIONS)
    assert all("(" not in op.plain for name, op in OPS.items() if name not in FUNCTIONS)


@pytest.mark.parametrize("shape", [(1,), (7,), (5, 3), (4, 2, 1, 6)])
def test_norm_forward_and_backward_equal_torch(shape):
    rng = np.random.default_rng(1)
    a, up = rng.normal(2.0, 3.0, size=shape), rng.normal(size=shape)
    theirs = torch.tensor(a, requires_grad=True)
    shown = torch.nn.functional.layer_norm(theirs, shape[-1:])
    (shown * torch.tensor(up)).sum().backward()
    into, grad = np.empty(shape), np.empty(shape)
    r = OPS["norm"].forward(a, out=into)
    OPS["norm"].mixing.rule(up, r, a, out=grad)
    assert np.abs(into - shown.detach().numpy()).max() < 1e-14
    assert np.abs(grad - theirs.grad.numpy()).max() < 1e-13


def test_norm_of_equal_units_is_0_and_of_one_unit_always():
    assert not OPS["norm"].forward(np.full((3, 5), 0.7)).any()
    assert not OPS["norm"].forward(np.array([[3.0], [-2.0]])).any()


def test_norm_ignores_shift_and_scale():
    a = np.random.default_rng(2).normal(size=6)
    r = OPS["norm"].forward(a)
    assert np.abs(OPS["norm"].forward(3.0 * a + 5.0) - r).max() < 1e-4  # the small number in the root is not stretched
    grad = OPS["norm"].mixing.rule(np.random.default_rng(3).normal(size=6), r, a)
    assert abs(grad.sum()) < 1e-14 and abs((grad * a).sum()) < 1e-4


def test_number_of_slopes():
    for name, op in OPS.items():
        arguments = 2 if "{1}" in op.plain else 1
        assert len(op.slopes) == (0 if name == "matmul" or op.mixing else arguments)
