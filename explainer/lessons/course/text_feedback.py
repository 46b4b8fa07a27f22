"""What is said to the numbers that are given in lesson “A text learns to spell”."""

from explainer.lessons.course import text_numbers as numbers
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State


def of_untrained(answer: float, truth: float) -> Message:
    """Speak to an area near chance, one somewhat below the truth, and others."""
    text = NEAR_CHANCE if answer < 0.65 else NOT_MUCH if answer > truth - 0.05 else IN_BETWEEN
    return Message(text, numbers.of_units(State("")))


NEAR_CHANCE = gettext_noop(
    "Much more: {vowel_untrained:.2f}, where the trained one has {vowel:.2f}. The letter itself is the input, so among "
    "many random units one tells some letters apart by luck. A picked cell proves nothing."
)
IN_BETWEEN = gettext_noop(
    "More: {vowel_untrained:.2f}, as much as after training, {vowel:.2f}. Each gate reads the letter directly. Always "
    "ask what the best unit of an untrained network reaches."
)
NOT_MUCH = gettext_noop(
    "Right: {vowel_untrained:.2f} before and {vowel:.2f} after. Training did not make this cell. The best of many "
    "random units looks like a discovery."
)


def of_broken(answer: float, truth: float) -> Message:
    """Speak to a perplexity that is thought to stay, to become that of a guesser, and to others."""
    values = {**numbers.of_learning(State("")), **numbers.of_units(State("")), "truth": truth}
    if answer < 1.25:
        return Message(STAYS, values)
    return Message(COLLAPSES if answer > 4 else BROKEN, values)


STAYS = gettext_noop(
    "It does matter: {p4:.2f} becomes {truth:.2f}. One unit of one gate, out of many. What a unit follows and whether "
    "the network needs it are two questions, and this one it needs."
)
COLLAPSES = gettext_noop(
    "Not that much: {p4:.2f} becomes {truth:.2f}, a guesser has {characters}. What the network knows is spread over "
    "many units. No single cell is the knowledge."
)
BROKEN = gettext_noop(
    "Yes, {p4:.2f} becomes {truth:.2f}. The unit follows something, and breaking it does harm. Only both together make "
    "a case."
)
