import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from explainer.inputs.text import read_text
from explainer.numerics.losses import (
    LOSSES,
    Loss,
    LossError,
    ValuePosition,
    evaluate_loss,
    is_one_hot,
    make_loss,
)
from tests.conftest import small_run

TEXT = read_text("the cat", "character").x


def test_cross_entropy_and_its_gradient_equal_torch():
    h = np.random.default_rng(1).normal(size=(len(TEXT), 4))
    loss = make_loss("predict", TEXT, 4, seed=5, error="entropy")
    loss_value = evaluate_loss(loss, {"h": h})
    theirs = torch.tensor(h, requires_grad=True)
    weights = torch.tensor(loss.weights, requires_grad=True)
    bias = torch.tensor(loss.bias, requires_grad=True)
    lost = cross_entropy(theirs[:-1] @ weights.T + bias, torch.tensor(TEXT[1:]))
    lost.backward()
    assert abs(loss_value.value - lost.item()) < 1e-14
    for ours, other in (
        (loss_value.grad_outputs["h"], theirs),
        (loss_value.weight_grad, weights),
        (loss_value.bias_grad, bias),
    ):
        assert np.abs(ours - other.grad.numpy()).max() < 1e-14


def test_squared_error_and_its_gradient_equal_torch():
    x = np.random.default_rng(2).normal(size=(6, 3))
    h = np.random.default_rng(3).normal(size=(6, 4))
    loss = make_loss("recall", x, 4, seed=5)
    theirs = torch.tensor(h, requires_grad=True)
    lost = mse_loss(theirs[-1] @ torch.tensor(loss.weights).T, torch.tensor(x[0]), reduction="sum") / 2
    lost.backward()
    loss_value = evaluate_loss(loss, {"h": h})
    assert abs(loss_value.value - lost.item()) < 1e-14
    assert np.abs(loss_value.grad_outputs["h"] - theirs.grad.numpy()).max() < 1e-14
    assert not loss_value.grad_outputs["h"][:-1].any()


def test_targets_of_recall_and_predict():
    assert np.array_equal(make_loss("recall", TEXT, 4).targets, TEXT[:1])
    assert np.array_equal(make_loss("predict", TEXT, 4).targets, TEXT[1:])
    assert make_loss("predict", TEXT, 4).steps == tuple(range(len(TEXT) - 1))


def test_losses_without_targets_are_sums():
    values = small_run("LSTM", layers=1).layers[0].values
    assert evaluate_loss(make_loss("last", values["x"], 4), values).value == pytest.approx(values["h"][-1].sum())
    assert evaluate_loss(make_loss("each", values["x"], 4), values).value == pytest.approx(values["h"].sum())
    one = evaluate_loss(make_loss("number", values["x"], 4, position=ValuePosition("c", 2, 3)), values)
    assert one.value == values["c"][3, 2]
    assert one.grad_outputs["c"].sum() == 1 and one.grad_outputs["c"][3, 2] == 1


def test_a_loss_of_zeros_still_has_gradients():
    loss_value = evaluate_loss(Loss("last", (2,)), {"h": np.zeros((3, 4))})
    assert loss_value.value == 0 and loss_value.grad_outputs["h"][2].sum() == 4


def test_losses_that_make_no_sense():
    with pytest.raises(LossError, match="squared error"):
        make_loss("recall", np.ones((4, 2)), 3, error="entropy")
    with pytest.raises(LossError, match="longer input"):
        make_loss("predict", np.ones((1, 2)), 3)


def test_only_one_symbol_of_several_is_one_hot():
    assert is_one_hot(TEXT)
    assert not is_one_hot(np.ones((4, 1))) and not is_one_hot(np.full((4, 2), 0.5)) and not is_one_hot(np.ones((4, 2)))


def test_huge_outputs_raise_no_warning():
    loss_value = evaluate_loss(make_loss("recall", TEXT, 4, error="entropy"), {"h": np.full((len(TEXT), 4), 1e308)})
    assert np.isnan(loss_value.value) or loss_value.value >= 0


def test_every_loss_has_a_description():
    assert all(words and words[0].islower() for words in LOSSES.values())
