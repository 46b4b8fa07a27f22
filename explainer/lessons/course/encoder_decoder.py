"""Lesson “From sequence to sequence”: the hand-over, teacher forcing, and one wrong letter."""

from explainer.lessons.course import pair_feedback as feedback
from explainer.lessons.course import pair_numbers as numbers
from explainer.lessons.course.lesson import Lesson, Step, Task
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Curve, Option
from explainer.lessons.course.run_view import inspect_view, run_view
from explainer.lessons.course.state import State
from explainer.lessons.course.state_size import size_step

PAIR = run_view("write", numbers.RUN, source=numbers.SOURCE)
ENCODER = run_view("sequence", numbers.RUN, start="trained", source=numbers.SOURCE, part="encoder", t="3")
TARGET = "▷four hundred and thirty-nine"
DECODER = inspect_view(numbers.RUN, source=numbers.SOURCE, input="text", t="2")
MOST = 12.0  # of the distances


def read(state: State) -> str:
    """Return what the decoder on the page reads after the source of this lesson; empty where it is another."""
    fits = state.page == "inspect" and state.link.get("source", numbers.SOURCE) == numbers.SOURCE
    return state.link.get("symbols", TARGET) if fits else ""


def is_disturbed(state: State) -> bool:
    """Tell whether the decoder reads the wrong letter after its start."""
    return read(state)[1:2] == numbers.WRONG


def what_is_read(state: State) -> Message:
    """Say what the decoder reads."""
    return Message(gettext_noop("The decoder reads “{letters}”."), {"letters": read(state)[:12]})


def other_source(state: State) -> bool:
    """Tell whether a short number is typed, one with a single digit."""
    return state.page == "write" and len(state.link.get("source", numbers.SOURCE)) == 1


SEEN_OPTIONS = (
    Option(gettext_noop("One number for each digit"), gettext_noop(
        "The decoder never sees a digit. It gets the encoder's last `h` and `c`, {numbers} numbers, whatever the "
        "length of the source.")),
    Option(gettext_noop("All states that the encoder went through"), gettext_noop(
        "That would be attention, which came later. Here only the last states are handed over: {numbers} numbers, "
        "`h` and `c` of {units} units.")),
    Option(gettext_noop("The encoder's last states, and nothing else"), gettext_noop(
        "Yes: `h` and `c` of {units} units, {numbers} numbers. Everything about “{source}” has to go through them. A "
        "longer source gets no more room.")),
)  # fmt: skip
FORCED_OPTIONS = (
    Option(gettext_noop("While it reads the right letters"), gettext_noop(
        "Yes: {forced:.1%} of the letters, against {free:.1%} when it reads its own. Training and writing are not the "
        "same: in training an error is forgiven at once.")),
    Option(gettext_noop("While it reads its own letters"), gettext_noop(
        "Its own letters are right mostly, but where one is wrong, it misleads the rest: {free:.1%}. With the right "
        "ones as inputs {forced:.1%}.")),
    Option(gettext_noop("No difference: they are the same weights"), gettext_noop(
        "The same weights, with other inputs. Reading the right letters {forced:.1%} are right, reading its own "
        "{free:.1%}. Up to the first error both are equal.")),
)  # fmt: skip
SURVIVOR_OPTIONS = (
    Option(gettext_noop("All other letters: only the first is wrong"), gettext_noop(
        "The word bends to its first letter: “{found}”. A decoder that has read an “{wrong}” goes on as words with "
        "“{wrong}” do. The later words come from `c` and survive.")),
    Option(gettext_noop("The later words; the first one becomes another"), gettext_noop(
        "Yes: “{found}”. The word at hand follows the letters that were read. What comes later is still in `c`, and "
        "the wrong letter has not erased it.")),
    Option(gettext_noop("Nothing: from there on all is wrong"), gettext_noop(
        "That is often said, and can happen. Here: “{found}”. Only the word at hand is lost. The digits that come "
        "later are in `c`, and the forget gate keeps them.")),
)  # fmt: skip
LENGTH_OPTIONS = (
    Option(gettext_noop("Those with the longest words"), gettext_noop(
        "More letters, more chances to err, and yet {long:.0%} of those with {least} letters or more are right. Of "
        "those with {most} or fewer {short:.0%}: there are hardly any to train on.")),
    Option(gettext_noop("Those with the shortest words"), gettext_noop(
        "Yes: {short:.0%} of those with {most} letters or fewer, {long:.0%} of those with {least} or more. Of "
        "{count:,} numbers {single} have one digit. What is rare is learned last.")),
    Option(gettext_noop("All lengths alike"), gettext_noop(
        "Far from it: {short:.0%} of those with {most} letters or fewer, {long:.0%} of those with {least} or more. "
        "Short numbers are rare among those that were trained on.")),
)  # fmt: skip

LESSON = Lesson(
    "encoder-decoder",
    gettext_noop("From sequence to sequence"),
    gettext_noop("One network reads a number, another writes it in words. What goes from one to the other?"),
    11,
    (
        Step(
            "pair", gettext_noop("Read first, then write"),
            gettext_noop(
                "An encoder reads “{source}” digit by digit, from its end. Then a decoder writes English, letter by "
                "letter, and reads each letter that it wrote. Of all numbers that it never saw in training it writes "
                "{exact:.0%} without an error. Crossed-out letters are wrong."
            ),
            PAIR, look="figure", values=numbers.of_hand_over,
        ),
        Step(
            "handover", gettext_noop("The hand-over"),
            gettext_noop(
                "This is the encoder. It reads its digits and stops. Then the decoder takes over, with weights of its "
                "own."
            ),
            ENCODER,
            prediction=Choice(
                gettext_noop("What does the decoder get of the source?"), SEEN_OPTIONS, numbers.seen_option,
                numbers.of_hand_over,
            ),
        ),
        Step(
            "forcing", gettext_noop("Two ways to run a decoder"),
            gettext_noop(
                "In training the decoder reads the right letters, one behind: that is teacher forcing. When it writes, "
                "it reads its own. We counted right letters in both ways, over all numbers that it never saw."
            ),
            ENCODER,
            prediction=Choice(
                gettext_noop("When are more letters right?"), FORCED_OPTIONS, numbers.forced_option, numbers.of_scores,
            ),
        ),
        Step(
            "survivors", gettext_noop("One wrong letter"),
            gettext_noop(
                "After “{source}” it writes “{right}”. Now we cheat: in place of its first letter we feed back "
                "“{wrong}”, once. From there on it writes freely again."
            ),
            ENCODER, values=numbers.of_disturbance,
            prediction=Choice(
                gettext_noop("What survives?"), SURVIVOR_OPTIONS, numbers.survivors, numbers.of_disturbance,
            ),
        ),
        Step(
            "wrong", gettext_noop("Feed it yourself"),
            gettext_noop(
                "The map shows which letter the decoder expects after each step. At step 2 it has read “f” and expects "
                "“{expected}”. In the text on the left, replace the “f” by “{wrong}” and press Ctrl and Enter. What "
                "does it expect now?"
            ),
            DECODER, look="control:symbols", values=numbers.of_disturbance,
            task=Task(gettext_noop("Let the decoder read “n” as its first letter."), is_disturbed, what_is_read),
        ),
        Step(
            "distance", gettext_noop("How far does c depart?"),
            gettext_noop(
                "Two runs of the same decoder: one undisturbed, one with the wrong letter. At each step we measure how "
                "far their `c` are apart. Before the letter the distance is 0."
            ),
            PAIR,
            prediction=Curve(
                gettext_noop("Draw the distance of c over the steps; the wrong letter comes at step 1."),
                gettext_noop("distance of c"), numbers.STEPS, 0.0, MOST, lambda state: numbers.distances(),
                feedback.of_distance, 1.5,
            ),
        ),
        Step(
            "say", gettext_noop("What the letter did and what it did not"),
            gettext_noop(
                "After one step `c` is {first:.1f} away, then up to {most:.1f}. Written is “{found}”. So the wrong "
                "letter moved the state, and the later digits were still in it. Scheduled sampling trains for this: "
                "some inputs are the network's own."
            ),
            PAIR, values=numbers.of_disturbance,
        ),
        Step(
            "short", gettext_noop("Try another number"),
            gettext_noop(
                "Type other numbers as the source. Try one with four digits, and then one with a single digit. Which "
                "of them goes wrong? The page also counts all numbers that were never trained on, by length."
            ),
            PAIR, look="control:source",
            task=Task(gettext_noop("Type a number with a single digit."), other_source),
        ),
        size_step(PAIR),
        Step(
            "question", gettext_noop("Where does it fail?"),
            gettext_noop(
                "The decoder has learned numbers from 0 to {top:,}, and each of them was equally likely in training. "
                "Think of how many have one digit, and how many have four."
            ),
            ENCODER, values=numbers.of_hand_over,
            prediction=Choice(
                gettext_noop("Which unseen numbers are written wrongly most often?"), LENGTH_OPTIONS,
                numbers.length_option, numbers.of_scores,
            ),
        ),
    ),
    gettext_noop("Feed back “t” in place of the first letter: do the later words survive this time too?"),
)  # fmt: skip
