import numpy as np
import pytest

from explainer.lessons.exercises.catalogue import make_exercise
from explainer.lessons.exercises.checking import check, tolerance


@pytest.mark.parametrize("kind", ["rnn-step", "lstm-step", "gru-step"])
def test_an_exercise_asks_for_every_equation_of_both_units(kind):
    exercise = make_exercise(kind, 7)
    wanted = {"rnn-step": "hh", "lstm-step": "iiffggoocchh", "gru-step": "rrzznnhhnnhhz"}[kind]
    assert "".join(blank.key.removeprefix("cho_").removeprefix("chung_")[0] for blank in exercise.blanks) == wanted


def test_both_conventions_of_the_gru_differ_in_n_and_h_and_share_the_gates():
    exercise = make_exercise("gru-step", 7)
    after, before = ({line.letter: line.value for line in group.lines} for group in exercise.working)
    assert not set(before) & {"r", "z"}
    assert np.abs(after["h"] - before["h"]).max() > 0.001
    known = exercise.known
    reset = known["U_n"] @ (after["r"] * known["h_prev"])
    n = np.tanh(known["W_n"] @ known["x"] + reset + known["b_n"])
    np.testing.assert_allclose(before["h"], (1 - after["z"]) * n + after["z"] * known["h_prev"])


def test_z_of_the_other_convention_is_what_is_written():
    exercise = make_exercise("gru-step", 11)
    answers = {blank.key: blank for blank in exercise.blanks}
    assert answers["chung_z1"].answer == pytest.approx(1 - answers["z1"].answer)
    verdict = check(answers["chung_z1"], f"{answers['z1'].answer:.3f}")
    assert verdict.right is False and "keeps" in verdict.message.text


@pytest.mark.parametrize("kind", ["rnn-step", "lstm-step", "gru-step"])
@pytest.mark.parametrize("seed", range(4))
def test_no_mistake_is_taken_for_the_right_answer(kind, seed):
    for blank in make_exercise(kind, seed).blanks:
        for one in blank.mistakes:
            assert abs(one.answer - blank.answer) > tolerance(blank)
            assert check(blank, f"{one.answer:.3f}").right is False


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("c1", lambda v: v["i"][0] * v["c_prev"][0] + v["f"][0] * v["g"][0], "swapped"),
        ("h2", lambda v: v["o"][1] * v["c"][1], "through tanh"),
        ("f1", lambda v: v["s_f"][0], "still to be applied"),
    ],
)
def test_a_usual_mistake_in_an_lstm_step_is_named(name, wrong, words):
    exercise = make_exercise("lstm-step", 7)
    values = {**exercise.known, **{line.letter: line.value for line in exercise.working[0].lines}}
    blank = next(one for one in exercise.blanks if one.key == name)
    verdict = check(blank, f"{wrong(values):.3f}")
    assert verdict.right is False and words in verdict.message.text
