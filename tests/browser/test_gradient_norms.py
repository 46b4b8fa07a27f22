"""The gradient norms along the probe: their shares as in Python, and the sentence about them."""

import numpy as np
import pytest

from explainer.numerics.gradient_flow import relative_norms
from explainer.web.live.payload import bands
from explainer.web.scripts import VERSION
from tests.figures.sentence_rules import check

pytestmark = pytest.mark.slow
LAST = {"where": "last", "steps": 51, "mask": [True] * 51}
BACK = np.arange(51)[::-1]


def call(blank, module: str, function: str, *arguments):
    """Call a function of a module in the browser."""
    return blank.evaluate(
        """async ([version, module, name, values]) => {
            const found = await import(`/gatescope/${version}/live/${module}.js`);
            return found[name](...values);
        }""",
        [VERSION, module, function, list(arguments)],
    )


def sentence(blank, task: dict, **norms: np.ndarray) -> str:
    """Return the sentence about networks of one state each, and check it by the rules."""
    lines = [{"name": name, "state": "h", "carried": "h", "step": 340, "shares": relative_norms(one).tolist()}
             for name, one in norms.items()]  # fmt: skip
    found = call(blank, "gradient_sentences", "ofGradientNorms", {"task": task, "bands": bands(), "lines": lines})
    check(found)
    return found


@pytest.mark.parametrize("norms", [[1e-3, 0.5, 2.0], [4.0, 0.0, 2.0, 0.0], [0.0, 0.0], [1e-30, 3e-20], [5.0]])
def test_shares_are_those_of_python(blank, norms):
    assert call(blank, "gradient_norms", "sharesOf", norms) == pytest.approx(relative_norms(np.array(norms)).tolist())


def test_the_sentence_says_how_far_back_the_gradient_stays_alive(blank):
    found = sentence(blank, LAST, LSTM=0.99**BACK, GRU=0.8**BACK, RNN=0.3**BACK)
    assert found == (
        "After update 340, the gradient stays alive 50 of 50 steps back (LSTM, h), 10 (GRU, h) and 1 (RNN, h). "
        "At step 1, 0.605 (LSTM, h), 1.43·10⁻⁵ (GRU, h) and 7.18·10⁻²⁷ (RNN, h) of it is left; "
        "alive means at least 0.1."
    )


def test_the_reach_is_counted_from_the_first_step_of_the_loss(blank):
    mask = [k >= 41 for k in range(51)]
    found = sentence(blank, {**LAST, "where": "each", "mask": mask}, LSTM=0.9 ** np.maximum(0, BACK - 9))
    assert found.startswith(
        "The loss begins at step 42. After update 340, the gradient stays alive 21 of 41 steps back"
    )
    assert "of 1 step back" in sentence(blank, {**LAST, "where": "last", "steps": 2}, LSTM=np.array([0.5, 1.0]))


def test_where_the_loss_reads_every_step_the_range_of_the_norms_is_written(blank):
    task = {**LAST, "where": "each"}
    found = sentence(blank, task, LSTM=1 + BACK / 10, GRU=np.ones(51), RNN=0.5 + (BACK == 0) / 2)
    assert found.startswith(
        "After update 340, the loss reads every step, so gradient enters all along. Norms are 1 to 6 "
    )
    assert "1 to 6 (LSTM, h), 1 (GRU, h) and 0.5 to 1 (RNN, h) times the last." in found
    found = sentence(blank, {**task, "mask": [k % 2 == 0 for k in range(51)]}, LSTM=1 + BACK / 10)
    assert "the loss reads 26 of 51 steps, the first one too" in found


def test_a_gradient_that_explodes_overflows_or_is_0_has_a_sentence(blank):
    assert "h of RNN is exploding: at step 1 its norm is 117 times that" in sentence(blank, LAST, RNN=1.1**BACK)
    assert sentence(blank, LAST, RNN=np.full(51, np.inf)) == "The gradient of h of RNN overflows."
    assert sentence(blank, LAST, RNN=np.zeros(51)) == "The gradient of h of RNN is 0 at every step."
    both = sentence(blank, LAST, LSTM=0.99**BACK, RNN=np.full(51, np.inf))
    assert "(LSTM, h)" in both and both.endswith("The gradient of h of RNN overflows.")
