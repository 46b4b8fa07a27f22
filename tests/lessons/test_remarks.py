import numpy as np
import pytest

from explainer.lessons.by_hand import SERIES, compute_example, read_series
from explainer.lessons.derivation import sections
from explainer.lessons.remarks import of_outcome, of_scaling, of_sections
from explainer.lessons.worked_lines import digits


def example(text: str = SERIES, seed: int = 7, rate: float = 0.1):
    return compute_example(read_series(text), seed, rate)


@pytest.mark.parametrize("text", ["10 20 30 40", "1 2 3", "0 0 0 0 0 0"])
def test_every_section_has_its_remark(text):
    one = example(text)
    assert len(of_sections(one)) == len(sections(one.steps))
    assert all(remark.endswith(".") and "nan" not in remark.lower() for remark in of_sections(one))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("rate", [0.0, 0.01, 1.0, 30.0])
def test_the_outcome_is_that_of_the_losses(seed, rate):
    one = example(seed=seed, rate=rate)
    before, after = one.before.loss.value, one.after.loss.value
    verb = "falls" if after < before else "rises" if after > before else "stays"
    assert of_outcome(one).startswith(f"The loss {verb} ")
    assert digits(before) in of_outcome(one) and digits(after) in of_outcome(one)


def test_the_decrease_of_a_short_step_is_that_of_the_gradient():
    one = example(rate=1e-6)
    square = sum(float((np.asarray(gradient) ** 2).sum()) for gradient in one.before.gradients.values())
    decrease = one.before.loss.value - one.after.loss.value
    assert decrease == pytest.approx(1e-6 * square, rel=1e-4)
    assert f"{digits(1e-6 * square)}. The actual decrease is {digits(decrease)}." in of_sections(one)[-1]


def test_extreme_learning_rates_have_their_sentences():
    assert "with η = 0 no parameter changes" in of_outcome(example(rate=0.0))
    assert of_sections(example(rate=0.0))[-2] == "No parameter changes."
    assert "the update is much too large" in of_outcome(example(rate=1e300))
    assert "try a smaller learning rate" in of_outcome(example(rate=1000.0))


def test_the_scaling_has_its_sentence():
    assert of_scaling(example()).endswith("All are divided by 100, so that tanh is not saturated at the start: "
                                      "0.1, 0.2, 0.3 and 0.4.")  # fmt: skip
    assert "as they are" in of_scaling(example("0.1 -0.2 0.3"))
    assert "After the series 0.1, −0.2 the target is 0.3" in of_scaling(example("0.1 -0.2 0.3"))


def test_the_remarks_have_the_numbers_of_the_example():
    one = example()
    back = one.before.layer_gradients
    most = int(np.linalg.norm(back.terms("U_h"), axis=(1, 2)).argmax()) + 1
    assert f"step {most} adds most" in of_sections(one)[4]
    lengths = np.linalg.norm(back.values["h"], axis=1)
    assert f"{digits(lengths[2])} at step 3 and {digits(lengths[0])} at step 1" in of_sections(one)[3]
    y, target = one.before.loss.outputs[0, 0], one.series.x[-1, 0]
    assert f"{digits(y - target)} above the target, 0.4" in of_sections(one)[1]
