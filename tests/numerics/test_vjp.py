import ast
import operator
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.primitives import OPS
from explainer.numerics.initialisation import init_params
from explainer.numerics.torch_run import AUTOGRAD_OPS
from explainer.numerics.trace import Hold, Layer, trace
from explainer.numerics.vjp import arg_grad, slope, step_vjp, upstream_grad
from tests.conftest import small_run

TEXTS = {
    "add": "W_h @ x + h_prev", "sub": "h_prev - b_h", "neg": "-(h_prev * b_h)", "mul": "h_prev * (U_h @ h_prev)",
    "sigmoid": "sigmoid(U_h @ h_prev)", "tanh": "tanh(h_prev + b_h)", "relu": "relu(h_prev - b_h)",
    "div": "(U_h @ h_prev) / (h_prev + 2)", "exp": "exp(U_h @ h_prev)", "log": "log(2 + h_prev + 0 * b_h)",
    "erf": "erf(2 * (U_h @ h_prev))", "min": "min(U_h @ h_prev, h_prev)", "max": "max(h_prev + 0 * b_h, 0.2)",
    "norm": "norm(U_h @ h_prev)", "same": "h_prev + W_h @ x",
}  # fmt: skip


def run_of(text: str):
    """Run a cell of one equation and its copy, from a state that is not 0."""
    program = lower(read_cell(f"a = {text}\nh = a"))
    layer = Layer(program, init_params(program, 2, 4, seed=3), {"h": np.linspace(-1.0, 1.0, 4)})
    return trace([layer], np.random.default_rng(0).normal(size=(3, 2))).layers[0]


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.slopes])
def test_slopes_are_those_of_autograd(name):
    run = run_of(TEXTS[name])
    step = next(step for step in run.program.steps if step.op == name)
    args = [torch.tensor(run.value(arg), dtype=torch.float64, requires_grad=True) for arg in step.args]
    AUTOGRAD_OPS[name](*args).sum().backward()
    for k, arg in enumerate(args):
        shape = run.values[step.name].shape
        ours = np.broadcast_to(slope(run, step, k), shape)
        ours = ours if arg.ndim == 2 else ours.sum(axis=0)  # a parameter is used at each step
        ours = ours if arg.ndim else ours.sum()  # and a number for each unit
        assert np.abs(ours - arg.grad.numpy()).max() < 1e-15


def test_a_matrix_product_uses_the_transpose():
    run = small_run("LSTM", layers=1).layers[0]
    step = run.program.step("U_f @ h_prev")
    upstream = np.random.default_rng(1).normal(size=run.values[step.name].shape)
    sent = arg_grad(run, step, 1, {step.name: upstream})
    assert np.allclose(sent, [run.layer.params["U_f"].T @ row for row in upstream], atol=1e-15)


def test_the_gradient_is_0_from_a_hold():
    run = small_run("LSTM", layers=1)
    held = trace([replace(run.layers[0].layer, holds=(Hold("f", 3, 1.0),))], run.x).layers[0]
    ones = {"f": np.ones_like(held.values["f"])}
    assert upstream_grad(held, held.program.step("f"), ones)[:3].all()
    assert not upstream_grad(held, held.program.step("f"), ones)[3:].any()


@pytest.mark.parametrize("name", ["add", "sub", "neg", "mul", "div", "sigmoid", "tanh", "exp", "log", "erf", "same"])
def test_the_written_slopes_match_the_rules(name):
    numbers = {"r": 0.3, "0": 0.7, "1": -1.2}
    slopes = OPS[name].slopes
    for one in slopes:
        text = one.plain.replace("−", "-").replace("·", "*").replace("√π", str(np.sqrt(np.pi)))
        for place, value in numbers.items():
            text = text.replace(f"{{{place}}}", f"({value})")
        args = [np.float64(numbers[str(k)]) for k in range(len(slopes))]
        assert arithmetic(text) == pytest.approx(float(one.rule(np.float64(numbers["r"]), *args)))


def arithmetic(text: str) -> float:
    """Compute what is written with + - * / exp and brackets, without evaluating it as code."""
    signs = {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.USub: operator.neg,
    }

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=number):
                return number
            case ast.UnaryOp(op=op, operand=one):
                return signs[type(op)](value(one))
            case ast.BinOp(left=left, op=op, right=right):
                return signs[type(op)](value(left), value(right))
            case ast.Call(func=ast.Name(id="exp"), args=[one]):
                return np.exp(value(one))
        raise ValueError(text)

    return value(ast.parse(text.strip(), mode="eval").body)


@pytest.mark.parametrize("k_at_once", [(), (3,)])
def test_the_vjp_of_norm_equals_autograd(k_at_once):
    run = run_of(TEXTS["norm"])
    step = run.program.step("a")
    upstream = np.random.default_rng(5).normal(size=(3, *k_at_once, 4))  # (T, m), or (T, k, m) for k losses at once
    arg = torch.tensor(run.values[step.args[0]], requires_grad=True)
    shown = AUTOGRAD_OPS["norm"](arg)
    send, factors = step_vjp(run, step, 0)
    for t in range(3):
        for row in np.ndindex(k_at_once):
            arg.grad = None
            (shown[t] * torch.tensor(upstream[t][row])).sum().backward(retain_graph=True)
            assert np.abs(send(upstream[t], factors[t])[row] - arg.grad[t].numpy()).max() < 1e-14
    if not k_at_once:
        sent = arg_grad(run, step, 0, {"a": upstream})
        assert np.abs(sent - np.stack([send(up, by) for up, by in zip(upstream, factors, strict=True)])).max() < 1e-15
