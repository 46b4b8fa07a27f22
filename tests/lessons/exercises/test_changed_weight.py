import numpy as np
import pytest

from explainer.lessons.exercises.catalogue import make_exercise
from explainer.lessons.exercises.changed_weight import STEPS, VALUES, draw, explanations, label, places
from explainer.lessons.exercises.checking import check


@pytest.mark.parametrize("seed", range(5))
def test_one_change_alone_explains_the_printed_states(seed):
    params, x, place, value = draw(seed)
    assert explanations(params, x, place, value) == [(place, value)]
    h, table = np.zeros(2), make_exercise("changed-weight", seed).table
    changed = {name: array.copy() for name, array in params.items()}
    changed[place[0]][place[1]] = value
    for t in range(STEPS):
        h = np.tanh(changed["W_h"] @ x[t] + changed["U_h"] @ h + changed["b_h"])
        assert table.rows[t][2:] == tuple(f"{one:.3f}".replace("-", "−") for one in h)


@pytest.mark.parametrize("seed", range(5))
def test_every_sentence_about_a_wrong_weight_is_true(seed):
    params, x, place, value = draw(seed)
    blank, number = make_exercise("changed-weight", seed).blanks
    assert set(blank.options) == {label(one) for one in places(params)} and number.answer in VALUES
    for one in blank.mistakes:
        verdict = check(blank, one.answer)
        if "step 1" in verdict.message.text:
            assert (one.answer[0] == "U") != (place[0][0] == "U")
        else:
            assert verdict.message.values["unit"] != place[1][0] + 1
    assert check(blank, label(place)).right and check(number, f"{value:.1f}").right
