import numpy as np
import pytest
import torch

from explainer.inputs.sequence import InputError
from explainer.lessons.by_hand import SERIES, compute_example, init_params, read_series, values

CASES = [("10 20 30 40", 7, 0.1), ("1 -5 2 8 3 -4", 3, 2.5), ("0 0 0", 0, 0.1), ("1e6 -1e6 3 1e6", 11, 1000.0)]


def by_autograd(params: dict, series: np.ndarray, rate: float) -> dict[str, np.ndarray]:
    """Compute an example in PyTorch alone.

    Every step has its own copy of the parameters, so that its term of a sum is a gradient by itself.
    """
    x, target = torch.tensor(series[:-1]), torch.tensor(series[-1])
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    tensors, h = {"h_0": torch.zeros(2, dtype=torch.float64)}, torch.zeros(2, dtype=torch.float64)
    for t, number in enumerate(x, 1):
        for name in ("W_h", "U_h", "b_h"):
            tensors[f"({name})_{t}"] = leaves[name].clone()
        total = tensors[f"(W_h)_{t}"] @ number + tensors[f"(U_h)_{t}"] @ h + tensors[f"(b_h)_{t}"]
        h = torch.tanh(total)
        tensors |= {f"x_{t}": number, f"s_{t}": total, f"h_{t}": h}
    tensors["y"] = leaves["V"] @ h + leaves["a"]
    loss = torch.nn.functional.mse_loss(tensors["y"], target, reduction="sum") / 2
    for tensor in tensors.values():
        if tensor.requires_grad:
            tensor.retain_grad()
    loss.backward()
    found = {name: tensor for name, tensor in tensors.items() if not name.startswith("(")}
    found |= {**leaves, "L": loss, "target": target, "η": torch.tensor(rate, dtype=torch.float64)}
    gradients = {name: tensor.grad for name, tensor in {**tensors, **leaves}.items() if tensor.requires_grad}
    terms = {f"(dL/d{name[1:4].rstrip(')')})_{name[-1]}": grad for name, grad in gradients.items() if name[0] == "("}
    found |= terms | {f"dL/d{name}": grad for name, grad in gradients.items() if name[0] != "("}
    return {name: tensor.detach().numpy() for name, tensor in found.items()}


@pytest.mark.parametrize(("text", "seed", "rate"), CASES)
def test_every_number_is_that_of_autograd(text, seed, rate):
    series = read_series(text)
    ours = values(compute_example(series, seed, rate))
    params = init_params(seed)
    before = by_autograd(params, series.x, rate)
    moved = {name: value - rate * before[f"dL/d{name}"] for name, value in params.items()}
    after = by_autograd(moved, series.x, rate)
    primed = {
        f"{name}′": value
        for name, value in after.items()
        if "dL" not in name and name[0] != "x" and name not in ("h_0", "target", "η")
    }
    theirs = before | primed
    assert set(theirs) == set(ours)
    for name, value in theirs.items():
        assert ours[name].shape == value.shape, name
        assert np.all(np.abs(ours[name] - value) <= 1e-12 * np.maximum(1.0, np.abs(value))), name


def test_the_terms_of_every_sum_add_up():
    found = values(compute_example(read_series(SERIES), 7, 0.1))
    for name in ("W_h", "U_h", "b_h"):
        total = sum(found[f"(dL/d{name})_{t}"] for t in (1, 2, 3))
        np.testing.assert_allclose(total, found[f"dL/d{name}"], rtol=1e-13)


@pytest.mark.parametrize("seed", range(50))
def test_weights_are_tenths_and_never_0(seed):
    params = init_params(seed)
    for value in params.values():
        np.testing.assert_array_equal(value, np.round(value, 1))
        assert np.all((np.abs(value) >= 0.1) & (np.abs(value) <= 0.7))
    assert not np.array_equal(params["U_h"], params["U_h"].T)
    for name, value in init_params(seed).items():
        np.testing.assert_array_equal(value, params[name])
    assert any(not np.array_equal(value, params[name]) for name, value in init_params(seed + 1).items())


@pytest.mark.parametrize(
    ("text", "size", "read"),
    [
        ("10 20 30 40", 100, [0.1, 0.2, 0.3, 0.4]),
        ("10, 20, 30 -> 100", 100, [0.1, 0.2, 0.3, 1.0]),
        ("10 20 → −30", 100, [0.1, 0.2, -0.3]),
        ("0.1 0.2 1", 1, [0.1, 0.2, 1.0]),
        ("0 0 0", 1, [0, 0, 0]),
        ("1e6 1e6 1e6", 1e6, [1, 1, 1]),
        ("1 2 3 4 5 101", 1000, [0.001, 0.002, 0.003, 0.004, 0.005, 0.101]),
    ],
)
def test_a_series_is_divided_by_a_power_of_ten(text, size, read):
    series = read_series(text)
    assert series.scalings[0].size == size and series.scalings[0].shift == 0
    np.testing.assert_allclose(series.x[:, 0], read, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no input yet"),
        ("10 20", "The series has 2 numbers; 3 to 6 would be right"),
        ("1 2 3 4 5 6 7", "The series has 7 numbers; 3 to 6 would be right"),
        ("10 twenty 30", "“twenty” is not a number"),
        ("1 2\n3 4\n5 6", "one series on a single line"),
        ("1 2 1e12", "A number is larger than"),
        ("1 2 nan", "is not a number that a cell can read"),
    ],
)
def test_a_text_that_is_no_series_is_an_error_with_a_sentence(text, sentence):
    with pytest.raises(InputError, match=sentence):
        read_series(text)


def test_a_huge_learning_rate_overflows_without_an_error():
    example = compute_example(read_series(SERIES), 7, 1e300)
    assert example.after.loss.value == np.inf
