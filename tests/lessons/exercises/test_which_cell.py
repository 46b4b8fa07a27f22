import pytest

from explainer.lessons.exercises.catalogue import make_exercise
from explainer.lessons.exercises.checking import check
from explainer.lessons.exercises.which_cell import APART, LETTERS, PROBE, draw_cells


@pytest.mark.parametrize("seed", range(4))
def test_the_estimates_give_the_curves_away(seed):
    cells = draw_cells(seed)
    by_curve = sorted(cells, key=lambda one: one.curve[PROBE])
    assert by_curve == sorted(cells, key=lambda one: one.keep**PROBE)
    left = [float(one.curve[PROBE]) for one in by_curve]
    assert min(after - before for before, after in zip(left, left[1:], strict=False)) >= APART
    assert all(one.curve[0] == 1 for one in cells)


def test_a_wrong_cell_is_answered_with_what_it_would_have_left():
    exercise = make_exercise("which-cell", 2)
    blank = exercise.blanks[0]
    wrong = next(name for name in blank.options if name != blank.answer)
    verdict = check(blank, wrong)
    assert verdict.right is False and verdict.message.values["cell"] == wrong
    assert check(blank, blank.answer).right and check(blank, "").right is None
    assert list(exercise.curves.curves) == list(LETTERS)


def test_the_cells_do_not_always_come_in_one_order():
    orders = {tuple(one.cell for one in sorted(draw_cells(seed), key=lambda one: one.left)) for seed in range(6)}
    assert len(orders) > 1
