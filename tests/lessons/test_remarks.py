import numpy as np
import pytest

from explainer.lessons.by_hand import SERIES, read_series, work
from explainer.lessons.derivation import sections
from explainer.lessons.remarks import outcome, remarks, scaled
from explainer.lessons.worked_lines import digits


def example(text: str = SERIES, seed: int = 7, rate: float = 0.1):
    return work(read_series(text), seed, rate)


@pytest.mark.parametrize("text", ["10 20 30 40", "1 2 3", "0 0 0 0 0 0"])
def test_every_section_has_its_remark(text):
    one = example(text)
    assert len(remarks(one)) == len(sections(one.steps))
    assert all(remark.endswith(".") and "nan" not in remark.lower() for remark in remarks(one))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("rate", [0.0, 0.01, 1.0, 30.0])
def test_the_outcome_is_told_truly(seed, rate):
    one = example(seed=seed, rate=rate)
    before, after = one.before.reading.value, one.after.reading.value
    verb = "falls" if after < before else "rises" if after > before else "stays"
    assert outcome(one).startswith(f"The loss {verb} ")
    assert digits(before) in outcome(one) and digits(after) in outcome(one)


def test_a_short_step_falls_as_the_gradient_foretells():
    one = example(rate=1e-6)
    square = sum(float((np.asarray(gradient) ** 2).sum()) for gradient in one.before.gradients.values())
    less = one.before.reading.value - one.after.reading.value
    assert less == pytest.approx(1e-6 * square, rel=1e-4)
    assert f"{digits(1e-6 * square)}, would have been taken off; it is {digits(less)}" in remarks(one)[-1]


def test_the_extremes_are_told():
    assert "with η = 0 nothing moves" in outcome(example(rate=0.0))
    assert remarks(example(rate=0.0))[-2] == "Nothing moves."
    assert "the update goes much too far" in outcome(example(rate=1e300))
    assert "try a smaller learning rate" in outcome(example(rate=1000.0))


def test_the_scaling_is_said():
    assert scaled(example()).endswith("Divided by 100, so that tanh is not at its limits from the start: "
                                      "0.1, 0.2, 0.3 and 0.4.")  # fmt: skip
    assert "as they are" in scaled(example("0.1 -0.2 0.3"))
    assert "0.1, −0.2 is to be followed by 0.3" in scaled(example("0.1 -0.2 0.3"))


def test_the_largest_and_the_fading_are_those_of_the_numbers():
    one = example()
    back = one.before.back
    most = int(np.linalg.norm(back.terms("U_h"), axis=(1, 2)).argmax()) + 1
    assert f"step {most} adds most" in remarks(one)[4]
    lengths = np.linalg.norm(back.values["h"], axis=1)
    assert f"{digits(lengths[2])} at step 3 and {digits(lengths[0])} at step 1" in remarks(one)[3]
    y, target = one.before.reading.answers[0, 0], one.series.x[-1, 0]
    assert f"{digits(y - target)} above the target, 0.4" in remarks(one)[1]
