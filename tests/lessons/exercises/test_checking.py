import pytest

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.message import Message
from explainer.lessons.exercises.catalogue import KINDS, OF_LESSONS, make_exercise
from explainer.lessons.exercises.checking import check, read_number
from explainer.lessons.exercises.exercise import Blank, Mistake

NUMBER = Blank("h", "h", 0.1234, 3, mistakes=(Mistake(-0.123, Message("sign")),))
SHAPE = Blank("s", "s", (5, 2, 8), mistakes=(Mistake((2, 5, 8), Message("swapped")),))


@pytest.mark.parametrize(
    ("typed", "right"),
    [("0.123", True), ("0,123", True), (" .125 ", True), ("0.1201", False), ("−0.123", False), ("x", None), ("", None),
     ("1e9", None), ("nan", None), ("٣", None), ("9" * 500, None)],
)  # fmt: skip
def test_numbers(typed, right):
    assert check(NUMBER, typed).right is right


def test_a_known_mistake_gets_its_message():
    assert check(NUMBER, "-0.123").message.text == "sign"
    assert check(SHAPE, "(2, 5, 8)").message.text == "swapped"


@pytest.mark.parametrize(
    ("typed", "right"),
    [("(5, 2, 8)", True), ("5 2 8", True), ("torch.Size([5, 2, 8])", True), ("5x2x8", True), ("(5, 2)", False),
     ("(5, 2, 9)", False), ("a", None), ("(5, 2,, 8)", None), ("5 -2 8", None)],
)  # fmt: skip
def test_shapes(typed, right):
    assert check(SHAPE, typed).right is right


def test_whole_numbers_are_exact():
    blank = Blank("n", "n", 48.0)
    assert check(blank, "48").right and not check(blank, "49").right and check(blank, "48.0").right


def test_what_was_typed_is_quoted():
    verdict = check(NUMBER, "zero <b>")
    assert verdict.message.values["typed"] == "zero <b>"


@pytest.mark.parametrize("text", ["1.2.3", "--1", "1e5", "0x10", "1_000", "inf"])
def test_only_plain_numbers_are_read(text):
    assert read_number(text) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_is_right_and_the_seed_decides(kind):
    from explainer.lessons.exercises.sheet import answer_text

    exercise = make_exercise(kind, 5)
    assert all(check(blank, answer_text(blank)).right for blank in exercise.blanks)
    again, other = KINDS[kind].make(5), make_exercise(kind, 6)
    key, same, changed = ([answer_text(blank) for blank in one.blanks] for one in (exercise, again, other))
    assert key == same
    assert key != changed or exercise.table != other.table
    assert len({blank.key for blank in exercise.blanks}) == len(exercise.blanks)


def test_every_kind_belongs_to_a_lesson_and_every_lesson_has_exercises():
    assert {kind for kinds in OF_LESSONS.values() for kind in kinds} == set(KINDS)
    assert len(OF_LESSONS) == 12 and all(OF_LESSONS.values())
    assert set(LESSONS) <= set(OF_LESSONS)
