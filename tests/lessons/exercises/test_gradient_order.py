import numpy as np
import pytest
import torch

from explainer.lessons.exercises.catalogue import make_exercise
from explainer.lessons.exercises.checking import check
from explainer.lessons.exercises.gradient_order import APART, LETTERS, draw_networks, order
from explainer.lessons.vanishing_gradients import Setting, cell_params, random_inputs, scale_recurrent


def share_by_autograd(radius: float, back: int, seed: int) -> float:
    setting = Setting(radius=radius, length=back + 1, m=8, seed=seed)
    params = {name: torch.tensor(array) for name, array in
              scale_recurrent(cell_params("RNN", setting), radius).items()}  # fmt: skip
    h, states = torch.zeros(8, dtype=torch.float64), []
    for x in torch.tensor(random_inputs(seed, back + 1)):
        h = torch.tanh(params["W_h"] @ x + params["U_h"] @ h + params["b_h"])
        if not states:
            h = h.requires_grad_()
        states.append(h)
    (gradient,) = torch.autograd.grad(states[-1].sum(), states[0])
    return float(gradient.norm() / np.sqrt(8))


@pytest.mark.parametrize("seed", [1, 7])
def test_the_shares_are_those_of_autograd(seed):
    for one in draw_networks(seed):
        assert one.share == pytest.approx(share_by_autograd(one.radius, one.back, one.seed), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_is_clear_and_not_that_of_one_column(seed):
    networks = draw_networks(seed)
    sizes = sorted(one.share for one in networks)
    assert all(larger >= APART * smaller for smaller, larger in zip(sizes, sizes[1:], strict=False))
    (blank,) = make_exercise("gradient-order", seed).blanks
    assert sorted(blank.answer) == list(LETTERS)
    assert blank.answer == order(networks, lambda one: one.estimate) == order(networks, lambda one: one.share)
    assert check(blank, ", ".join(blank.answer.lower())).right
    backwards = check(blank, blank.answer[::-1])
    assert backwards.right is False and backwards.message.text == "That is the smallest first."
    assert check(blank, "ABCC").right is None
