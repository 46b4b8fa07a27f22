import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from explainer.inputs.text import read_text
from explainer.numerics.losses import ASKS, Loss, LossError, Spot, ask, fitting, is_one_hot, read
from tests.conftest import small_run

TEXT = read_text("the cat", "character").x


def test_cross_entropy_and_its_gradient_equal_torch():
    h = np.random.default_rng(1).normal(size=(len(TEXT), 4))
    loss = ask("predict", TEXT, 4, seed=5, error="entropy")
    reading = read(loss, {"h": h})
    theirs = torch.tensor(h, requires_grad=True)
    weights = torch.tensor(loss.weights, requires_grad=True)
    bias = torch.tensor(loss.bias, requires_grad=True)
    lost = cross_entropy(theirs[:-1] @ weights.T + bias, torch.tensor(TEXT[1:]))
    lost.backward()
    assert abs(reading.value - lost.item()) < 1e-14
    for ours, other in ((reading.seeds["h"], theirs), (reading.weights, weights), (reading.bias, bias)):
        assert np.abs(ours - other.grad.numpy()).max() < 1e-14


def test_squared_error_and_its_gradient_equal_torch():
    x = np.random.default_rng(2).normal(size=(6, 3))
    h = np.random.default_rng(3).normal(size=(6, 4))
    loss = ask("recall", x, 4, seed=5)
    theirs = torch.tensor(h, requires_grad=True)
    lost = mse_loss(theirs[-1] @ torch.tensor(loss.weights).T, torch.tensor(x[0]), reduction="sum") / 2
    lost.backward()
    reading = read(loss, {"h": h})
    assert abs(reading.value - lost.item()) < 1e-14
    assert np.abs(reading.seeds["h"] - theirs.grad.numpy()).max() < 1e-14
    assert not reading.seeds["h"][:-1].any()


def test_recall_asks_for_the_first_and_predict_for_the_next():
    assert np.array_equal(ask("recall", TEXT, 4).targets, TEXT[:1])
    assert np.array_equal(ask("predict", TEXT, 4).targets, TEXT[1:])
    assert ask("predict", TEXT, 4).steps == tuple(range(len(TEXT) - 1))


def test_plain_losses_are_sums_of_what_they_read():
    values = small_run("LSTM", layers=1).layers[0].values
    assert read(ask("last", values["x"], 4), values).value == pytest.approx(values["h"][-1].sum())
    assert read(ask("each", values["x"], 4), values).value == pytest.approx(values["h"].sum())
    one = read(ask("number", values["x"], 4, of=Spot("c", 2, 3)), values)
    assert one.value == values["c"][3, 2]
    assert one.seeds["c"].sum() == 1 and one.seeds["c"][3, 2] == 1


def test_a_loss_of_zero_outputs_still_has_its_seeds():
    reading = read(Loss("last", (2,)), {"h": np.zeros((3, 4))})
    assert reading.value == 0 and reading.seeds["h"][2].sum() == 4


def test_questions_without_sense_say_what_would_be_right():
    with pytest.raises(LossError, match="squared error"):
        ask("recall", np.ones((4, 2)), 3, error="entropy")
    with pytest.raises(LossError, match="longer input"):
        ask("predict", np.ones((1, 2)), 3)


def test_only_one_symbol_of_several_is_one_hot():
    assert is_one_hot(TEXT)
    assert not is_one_hot(np.ones((4, 1))) and not is_one_hot(np.full((4, 2), 0.5)) and not is_one_hot(np.ones((4, 2)))


def test_huge_answers_make_no_noise():
    reading = read(ask("recall", TEXT, 4, error="entropy"), {"h": np.full((len(TEXT), 4), 1e308)})
    assert np.isnan(reading.value) or reading.value >= 0


def test_every_question_has_words():
    assert all(words and words[0].islower() for words in ASKS.values())


@pytest.mark.parametrize(
    ("spot", "fits"),
    [(Spot("c", 2, 3), True), (Spot("c", 4, 3), False), (Spot("c", 2, 7), False), (Spot("z", 0, 0), False),
     (Spot("x", 0, 0), False)],
)  # fmt: skip
def test_a_number_that_is_not_there_gives_way_to_the_last_step(spot, fits):
    values = small_run("LSTM", layers=1).layers[0].values
    assert fitting("number", "", spot, values["x"], values) == (("number", "", spot) if fits else ("last", "", None))


def test_numbers_give_way_to_the_squared_error():
    assert fitting("recall", "entropy", None, np.full((4, 2), 0.5), {}) == ("recall", "squared", None)
    assert fitting("recall", "entropy", None, TEXT, {}) == ("recall", "entropy", None)
