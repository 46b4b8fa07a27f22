"""Lesson 1: a loop with a memory. Feedback, the hidden state, unrolling, and one set of weights for all steps."""

from explainer.lessons.course import loop_with_memory_values as values
from explainer.lessons.course import twin_texts
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Option

WORD = {"cell": "RNN", "m": "4", "scale": "2", "text": "banana", "unit": "1"}

SEE = Step(
    "see",
    gettext_noop("One small cell reads a word"),
    gettext_noop(
        "A recurrent network reads one letter at a time: that is one **step**. In each it does the same few "
        "operations, and ends with four new numbers, `h`. They belong to its four **units** and go into the next "
        "step.\n\nThe row of letters on top shows where it is. All else on the page can wait."
    ),
    View("cell", WORD | {"t": "1", "op": "1"}),
    look="player",
    task=Task(
        gettext_noop("Go to the last letter: press the play button ▸, or click the letter."),
        lambda state: values.step_of(state) == 6,
        lambda state: Message(gettext_noop("You are at step {step}, “{letter}”."), values.at_the_cursor(state)),
    ),
)
LOOP = Step(
    "loop",
    gettext_noop("What the loop carries"),
    gettext_noop(
        "The cell is at step {step} and reads “{letter}”. Outlined are the four numbers that the step "
        "before has left behind, the **hidden state**.\n\nThey come in again, beside the new letter: that is the loop. "
        "Unit 1 comes in as {before} and goes out as {after}."
    ),
    View("cell", WORD | {"t": "3", "op": "5"}),
    look="value:h_prev",
    values=values.at_the_cursor,
)
WEIGHTS = Step(
    "weights",
    gettext_noop("Which weights, at which step?"),
    gettext_noop(
        "Every step multiplies the letter by a matrix `W` and the old state by a matrix `U`. A drawing of a recurrent "
        "network shows the cell once for each step, in a long row."
    ),
    View("cell", WORD | {"t": "2", "op": "2"}),
    look="diagram",
    prediction=Choice(
        gettext_noop("Where do the weights of step 2 and of step 4 come from?"),
        (
            Option(
                gettext_noop("Each step has weights of its own"),
                gettext_noop(
                    "The row of cells is a drawing of one cell at several times. All {steps} steps, computed from the "
                    "same {count} numbers, give this very `h`."
                ),
            ),
            Option(
                gettext_noop("All steps use the same weights"),
                gettext_noop(
                    "One set of {count} numbers serves all {steps} steps. Computed from it alone, the run is the "
                    "same. So a network of this size can read a text of any length."
                ),
            ),
            Option(
                gettext_noop("Each letter has weights of its own"),
                gettext_noop(
                    "The letter only chooses which column of `W` is added. `U` and `b` are used whatever the letter "
                    "is: the same {count} numbers give all {steps} steps."
                ),
            ),
        ),
        values.same_weights,
        values.run_is_recomputed,
    ),
)
LETTER = Step(
    "letter",
    gettext_noop("The same letter twice"),
    gettext_noop("In “banana” the cell reads “a” at step 2 and again at step 4, with the same weights."),
    View("cell", WORD | {"t": "2", "op": "5"}),
    hidden=("maps", "timeline"),
    prediction=Choice(
        gettext_noop("Is `h` the same after both steps?"),
        (
            Option(
                gettext_noop("Yes: same letter, same weights, same result"),
                gettext_noop(
                    "There is a third thing that goes in: the old state. It differs, so `h` differs too: unit {unit} "
                    "ends at {first}, then at {second}."
                ),
            ),
            Option(
                gettext_noop("No: the old state that comes in differs"),
                gettext_noop(
                    "The old state carries what was read before. Unit {unit} ends at {first} the first time and at "
                    "{second} the second time."
                ),
            ),
            Option(
                gettext_noop("No: the weights have changed while it read"),
                gettext_noop(
                    "Weights do not change while a network reads, only while it is trained. The old state differs, "
                    "and with it `h`: unit {unit} ends at {first}, then at {second}."
                ),
            ),
        ),
        values.same_letter,
        values.letter_twice,
    ),
)
TOUCH = Step(
    "touch",
    gettext_noop("One number, every step"),
    gettext_noop(
        "If all steps share their weights, one changed weight must show at many steps. Below the columns of numbers, "
        "the outlined button opens the matrix `U`: what the old state is multiplied by."
    ),
    View("cell", WORD | {"t": "6", "op": "2"}),
    look="matrix button",
    task=Task(
        gettext_noop("Open `U` with its button. Then drag one of its numbers up, or choose one and press the + key."),
        lambda state: bool(state.setup and any(one.name == "U_h" for one in state.setup.changes)),
        values.changed_steps,
    ),
)
UNROLLED = Step(
    "unrolled",
    gettext_noop("The loop, unrolled"),
    gettext_noop(
        "Here is the whole run at once: a column for each step. Every column is computed from its letter and from the "
        "column to its left, and from nothing else.\n\nSo `h` is no list of letters. It is four numbers, and each "
        "step writes all of them anew."
    ),
    View("sequence", WORD | {"t": "3"}),
    look="chart:h",
)
LESSON = Lesson(
    id="loop",
    title=gettext_noop("A loop with a memory"),
    about=gettext_noop(
        "What goes round in a recurrent network, what its state holds, and how long a trace of it lasts."
    ),
    minutes=9,
    steps=(SEE, LOOP, WEIGHTS, LETTER, TOUCH, UNROLLED, *twin_texts.STEPS),
    next_try=gettext_noop(
        "On the page Compare (Explore, in the menu on top) stand two cells. Which of them does the first letter "
        "reach further in?"
    ),
)
