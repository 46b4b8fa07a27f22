"""The second half of lesson 4: what is written to the memory of an LSTM, and what is shown of it."""

from explainer.lessons.course import lstm_write_values as values
from explainer.lessons.course.lesson import Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Number, Option
from explainer.lessons.course.view_state import state_of

LSTM = {"m": "4", "scale": "2", "seed": "12", "text": "abbabbabbaabbabababb", "unit": "1"}
NOTHING_WRITTEN = "i@1:0 c_prev.1:{start} c_prev.2:{start} c_prev.3:{start} c_prev.4:{start}"
COUNTER = {"m": "2", "start": "count the ones", "input": "ones", "unit": "1", "t": "1", "op": "23"}
OTHER = {"m": "4", "seed": "5", "scale": "1", "text": "to be or not to be", "unit": "1", "t": "1"}


def held(f: str, start: str = "1") -> dict[str, str]:
    """Return the link of the LSTM with f held, with nothing written, and with a memory to begin with."""
    return LSTM | {"t": "1", "changes": f"f@1:{f} {NOTHING_WRITTEN.format(start=start)}"}


def of_the_example(view: View, answer: float, truth: float) -> Message:
    """Speak to a guess of the sum, with the numbers of its view."""
    return values.of_sum(state_of(view), answer, truth)


SUM_VIEW = View("cell", LSTM | {"t": str(values.STEP), "op": "20", "unit": str(values.UNIT)})
SUM = Step(
    "sum",
    gettext_noop("Keep some, write some"),
    gettext_noop(
        "`c` = `f` · `c_prev` + `i` · `g`: the kept part plus the written part. In unit {unit} at step {step} stand "
        "`f` = {f}, `c_prev` = {c_prev}, `i` = {i} and `g` = {g}."
    ),
    SUM_VIEW,
    look="diagram",
    values=values.sum_in_words,
    hidden=("maps", "timeline"),
    prediction=Number(
        gettext_noop("What is the new memory of this unit?"),
        -2.0,
        2.0,
        "",
        lambda state: values.sum_of_unit(state)["c"],
        lambda answer, truth: of_the_example(SUM_VIEW, answer, truth),
        0.1,
        step=0.05,
    ),
)
READ = Step(
    "read",
    gettext_noop("What does a gate look at?"),
    gettext_noop(
        "The gates are computed anew at each step. The outlined buttons stand for the operations of `f`; below the "
        "columns stand the numbers that they multiply, add and squash."
    ),
    View("cell", LSTM | {"t": "5", "op": "6"}),
    look="operation:f",
    prediction=Choice(
        gettext_noop("On what do the gates of this LSTM depend?"),
        (
            Option(
                gettext_noop("On the letter alone: they decide whether it is important"),
                gettext_noop(
                    "The letter is one half of it. The other is the old `h`: the same letter opens a gate at one step "
                    "and shuts it at another."
                ),
            ),
            Option(
                gettext_noop("On the letter and the old hidden state `h`"),
                gettext_noop(
                    "`W` · letter + `U` · old `h` + bias, then sigmoid. Changing the old `c` alone moves no gate of "
                    "that step."
                ),
            ),
            Option(
                gettext_noop("On the letter, the old `h` and the old memory `c`"),
                gettext_noop(
                    "Not here: changing the old `c` alone moves no gate of that step. Gates that see `c` exist, in the "
                    "cell LSTM-peephole."
                ),
            ),
        ),
        values.what_gates_read,
    ),
)
COUNT = Step(
    "count",
    gettext_noop("A memory that counts"),
    gettext_noop(
        "Weights set by hand: `f` and `i` stay open, and the candidate `g` is near 1 at every 1 and 0 at every 0. The "
        "input has {steps} steps, and {ones} of them are ones."
    ),
    View("cell", COUNTER),
    look="value:c",
    values=values.ones_read,
    hidden=("maps", "timeline"),
    prediction=Number(
        gettext_noop("Gates and candidate never exceed 1. What is the memory `c` after the last step?"),
        0,
        20,
        "",
        values.count_at_the_end,
        values.of_count,
        1.0,
    ),
)
HIDE = Step(
    "hide",
    gettext_noop("Remember, and say nothing"),
    gettext_noop(
        "`h` = `o` · tanh(`c`) is all that the rest of the network sees. A memory can be kept without being shown."
    ),
    View("cell", LSTM | {"t": "20", "op": "10"}),
    look="operations",
    task=Task(
        gettext_noop(
            "At the last step, hold one gate so that every number of `h` is below 0.05 and `c` stays as it is. Choose "
            "its equation in the outlined rows, then hold it."
        ),
        values.is_hidden,
        values.of_hiding,
    ),
)
OUTPUT = Step(
    "output",
    gettext_noop("Does showing change the memory?"),
    gettext_noop("Suppose the output gate `o` is shut at step 10 and stays shut from there on."),
    View("cell", LSTM | {"t": "10", "op": "20"}),
    look="value:o",
    prediction=Choice(
        gettext_noop("What becomes of the memory `c`?"),
        (
            Option(
                gettext_noop("It is emptied at step 10"),
                gettext_noop(
                    "`o` stands behind the memory: at step 10 `c` moves by {now:.2f}. Only from step 11 on it moves, "
                    "by {later:.2f}, since the gates read the old `h`."
                ),
            ),
            Option(
                gettext_noop("Nothing at step 10, but it differs later"),
                gettext_noop(
                    "At step 10 it moves by {now:.2f}. But the next gates read `h`, which is now 0: at step 11 `c` "
                    "differs by up to {later:.2f}."
                ),
            ),
            Option(
                gettext_noop("Nothing, ever: it is only not shown"),
                gettext_noop(
                    "At step 10, yes. But the gates of step 11 read the old `h`, which is now 0, and so `c` differs by "
                    "up to {later:.2f} there."
                ),
            ),
        ),
        values.closing_moves,
        values.closing_in_words,
    ),
)
LAST_VIEW = View("cell", OTHER | {"op": "21", "changes": f"f@1:0.7 {NOTHING_WRITTEN.format(start=2)}"})


def of_the_last(answer: float, truth: float) -> Message:
    """Speak to the guess of the last step, with the numbers of its view."""
    return values.of_steps_until_gone(state_of(LAST_VIEW), answer, truth)


LAST = Step(
    "last",
    gettext_noop("A case that you have not seen"),
    gettext_noop(
        "Another LSTM, another text. Nothing is written, `f` is held at {f:.1f}, and the memory of unit 1 begins at "
        "{start:.0f}."
    ),
    LAST_VIEW,
    look="value:c_prev",
    values=values.memory_in_words,
    hidden=("maps", "timeline"),
    prediction=Number(
        gettext_noop("After how many steps is it below 0.1 for the first time?"),
        1,
        18,
        gettext_noop("steps"),
        values.steps_until_gone,
        of_the_last,
        1.0,
    ),
)
STEPS = (SUM, READ, COUNT, HIDE, OUTPUT, LAST)
