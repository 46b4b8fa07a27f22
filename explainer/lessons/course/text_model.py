"""Lesson “A text learns to spell”: perplexity, temperature, and what a single cell proves."""

from explainer.lessons.course import text_feedback as feedback
from explainer.lessons.course import text_numbers as numbers
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Number, Option
from explainer.lessons.course.run_view import inspect_view, run_view
from explainer.lessons.course.state import State

LAST = 1000  # updates of the last checkpoint


def write_view(step: int) -> View:
    """Return the view of the page Write after so many updates."""
    return View("write", {"run": numbers.RUN, "at": str(step)})


UNITS = run_view("units", numbers.RUN)
INSPECT = inspect_view(numbers.RUN)


def is_last(state: State) -> bool:
    """Tell whether the page shows the last checkpoint."""
    return state.page == "write" and state.link.get("at") == str(LAST)


def checkpoint(state: State) -> Message:
    """Say which checkpoint is shown."""
    return Message(gettext_noop("Shown: after {step} updates."), {"step": state.link.get("at", "")})


def is_hot(state: State) -> bool:
    """Tell whether the temperature is at least that of the text."""
    return float(state.link.get("temperature", 0)) >= numbers.HIGH


def temperature(state: State) -> Message:
    """Say which temperature is chosen."""
    return Message(gettext_noop("Temperature {value}."), {"value": state.link.get("temperature", str(numbers.LOW))})


def is_held(state: State) -> bool:
    """Tell whether the gate of the best unit is held."""
    return state.link.get("hold") == numbers.best_unit().value


GUESS_OPTIONS = (
    Option(gettext_noop("As large as the number of different characters"), gettext_noop(
        "Yes. Perplexity is e to the mean loss per character. Whoever finds all {characters} characters equally likely "
        "has ln {characters} as the loss, and {characters} as the perplexity.")),
    Option(gettext_noop("100"), gettext_noop(
        "Perplexity is not a percentage. It counts: as if the next character were drawn from so many equally likely "
        "ones. For a guesser these are all {characters}.")),
    Option(gettext_noop("1"), gettext_noop(
        "1 is the other end: nothing is open any more, each next character is known. A guesser has all {characters} "
        "characters open.")),
)  # fmt: skip
MEANING_OPTIONS = (
    Option(gettext_noop("What is above 1 is its share of wrong characters"), gettext_noop(
        "It is not a share of errors. Its most likely character is wrong {wrong:.1%} of the time. {p4:.2f} says how "
        "much it hesitates: as among so many equally likely ones.")),
    Option(gettext_noop("It hesitates as if among that many equally likely characters"), gettext_noop(
        "Yes. Its most likely character is right {right:.1%} of the time, and it is nearly sure of it. It has the "
        "text by heart: 1 would be perfect memory.")),
    Option(gettext_noop("It understands the text"), gettext_noop(
        "It predicts the next character of a text that it has read many times. That takes memory, and no "
        "understanding. On the same text, counting five characters in a row reaches {counts:.2f}.")),
)  # fmt: skip
FOUND_OPTIONS = (
    Option(gettext_noop("Yes: it is far above 0.5"), gettext_noop(
        "0.5 would be chance for one unit picked beforehand. This is the best of many. Moved along the text, the same "
        "feature gets {runs_chance:.2f} from its best unit by chance. {shown:.2f} is below that line.")),
    Option(gettext_noop("No: the best of many units reaches that by chance"), gettext_noop(
        "Right. The line of chance is {runs_chance:.2f} here. It moves the feature along the text as it is, so its "
        "runs stay together, and takes the best of all units again.")),
)  # fmt: skip

LESSON = Lesson(
    "text-model",
    gettext_noop("A text learns to spell"),
    gettext_noop("A network reads character by character. What its numbers mean, and what one cell proves."),
    11,
    (
        Step(
            "first", gettext_noop("After fifty updates"),
            gettext_noop(
                "This LSTM reads the Zen of Python, character by character, and predicts the next one. Its own "
                "prediction becomes its next input: so it writes. After {s1} updates it knows which characters are "
                "frequent. The colour shows how likely each one was to it."
            ),
            write_view(50), look="figure", values=numbers.of_learning,
        ),
        Step(
            "guesser", gettext_noop("How much is open?"),
            gettext_noop(
                "The loss of a character is −ln of the probability that the right one had. Its mean is hard to read, "
                "so one takes e to that power and calls it perplexity. Before the first update nothing is known."
            ),
            write_view(0),
            prediction=Choice(
                gettext_noop("What is the perplexity of a network that finds all characters equally likely?"),
                GUESS_OPTIONS, numbers.guess_option, numbers.of_learning,
            ),
        ),
        Step(
            "train", gettext_noop("Letters, words, sentences"),
            gettext_noop(
                "Perplexity: {p0:.1f} before training, {p1:.1f} after {s1} updates, {p2:.2f} after {s2}, {p3:.2f} "
                "after {s3}, {p4:.2f} after {s4}. Move the checkpoint from the left to the right end, and read what "
                "becomes possible: first spaces, then words, then the text."
            ),
            write_view(0), look="controls", values=numbers.of_learning,
            task=Task(gettext_noop("Show the last checkpoint."), is_last, checkpoint),
        ),
        Step(
            "meaning", gettext_noop("So many of what?"),
            gettext_noop(
                "At the end the perplexity is {p4:.2f}, on the text that it was trained on. Counting how often one "
                "character follows the last four reaches {counts:.2f} on it."
            ),
            write_view(LAST), values=numbers.of_learning,
            prediction=Choice(
                gettext_noop("What does that say about the network?"), MEANING_OPTIONS, numbers.meaning_option,
                numbers.of_meaning,
            ),
        ),
        Step(
            "temperature", gettext_noop("Temperature"),
            gettext_noop(
                "Scores are divided by the temperature before a character is drawn. At {low} what it writes had a "
                "probability of {at_low:.2f} on average, at {high} only {at_high:.2f}. No weight changes: the same "
                "network, drawn from more boldly. Raise the temperature and read."
            ),
            write_view(LAST), look="control:temperature", values=numbers.of_temperature,
            task=Task(gettext_noop("Raise the temperature to 1.6 or more."), is_hot, temperature),
        ),
        Step(
            "picked", gettext_noop("One picked cell"),
            gettext_noop(
                "Somebody shows you a unit that is high at vowels. We score units by an area: 0.5 is chance, and at 1 "
                "each vowel stands apart from each other letter. The best unit of this network has {vowel:.2f}."
            ),
            write_view(LAST), values=numbers.of_units,
            prediction=Number(
                gettext_noop("What does the best unit of the same network have before its first update?"), 0.5, 1.0,
                gettext_noop("area"), lambda state: numbers.best_area(numbers.EVERYWHERE, trained=False),
                feedback.of_untrained, 0.05, step=0.01,
            ),
        ),
        Step(
            "found", gettext_noop("A cell that was learned"),
            gettext_noop(
                "“After a space” needs memory: the space is gone when its next character is read. Unit {unit} of gate "
                "{gate} has {area:.2f}, before training the best unit had {untrained:.2f}, and by chance it would be "
                "{chance:.2f}. This one was learned. The page says whether the gate is high or low there."
            ),
            UNITS, look="ranking", values=numbers.of_units,
        ),
        Step(
            "break", gettext_noop("Now break it"),
            gettext_noop(
                "A unit that follows something need not be needed. The test is to hold it. We hold unit {unit} of gate "
                "{gate} at 0 through the whole text and measure the perplexity again. Now it is {p4:.2f}."
            ),
            UNITS, values=lambda state: {**numbers.of_learning(state), **numbers.of_units(state)},
            prediction=Number(
                gettext_noop("What does the perplexity become?"), 1, 50, gettext_noop("perplexity"),
                lambda state: numbers.broken_perplexity(), feedback.of_broken, 1.4, "logarithmic", 0.1,
            ),
        ),
        Step(
            "hold", gettext_noop("Hold it yourself"),
            gettext_noop(
                "Choose “{gate}” under Hold, then unit {unit} under Units, and leave the value at 0. The page runs the "
                "whole test again. Then choose another unit: is it as harmful?"
            ),
            INSPECT, look="control:hold", values=numbers.of_units,
            task=Task(gettext_noop("Hold the gate of the unit that was found."), is_held),
        ),
        Step(
            "question", gettext_noop("Somebody shows you another cell"),
            gettext_noop(
                "“We found the capital-letter cell: its area is {shown:.2f}.” It is the best of all units of a network "
                "like this one. Capital letters are rare in this text."
            ),
            UNITS, values=numbers.of_units,
            prediction=Choice(
                gettext_noop("Has such a cell been found?"), FOUND_OPTIONS, numbers.is_found, numbers.of_units,
            ),
        ),
    ),
    gettext_noop("On the Train page, paste a text of your own, train for a minute, and look for a cell on Units."),
)  # fmt: skip
