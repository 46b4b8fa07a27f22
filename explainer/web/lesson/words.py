"""The words on the bar and on the list of lessons, to be translated; {fields} are filled in by the browser."""

from collections.abc import Mapping

from explainer.lessons.course.message import gettext_noop

BAR_WORDS: Mapping[str, str] = {
    "bar": gettext_noop("Lesson"),
    "close": gettext_noop("Close the lesson"),
    "lessons": gettext_noop("All lessons"),
    "back": gettext_noop("Back"),
    "next": gettext_noop("Next"),
    "skip": gettext_noop("Skip"),
    "place": gettext_noop("{at} of {count}"),
    "steps": gettext_noop("Steps of this lesson"),
    "step": gettext_noop("Step {at}: {title}"),
    "done": gettext_noop("done"),
    "open": gettext_noop("open"),
    "show": gettext_noop("Show it on the page"),
    "task": gettext_noop("Do it yourself"),
    "task_done": gettext_noop("Done"),
    "prediction": gettext_noop("What do you think?"),
    "answer": gettext_noop("Answer"),
    "again": gettext_noop("Answer again"),
    "waiting": gettext_noop("Computing the answer …"),
    "right": gettext_noop("Right"),
    "near": gettext_noop("Close enough"),
    "wrong": gettext_noop("Not quite"),
    "correct": gettext_noop("correct"),
    "your": gettext_noop("your first answer"),
    "truth": gettext_noop("computed"),
    "draw": gettext_noop(
        "Draw with the pointer. Or use the keyboard: left and right choose a step, up and down set it."
    ),
    "point": gettext_noop("step {step}: {value}"),
    "unset": gettext_noop("step {step}: nothing drawn yet"),
    "table": gettext_noop("As a table"),
    "time": gettext_noop("step"),
    "next_try": gettext_noop("One thing to try"),
    "finished": gettext_noop("You have finished this lesson"),
    "following": gettext_noop("Next lesson: {title}"),
}
LIST_WORDS: Mapping[str, str] = {
    "minutes": gettext_noop("{minutes} minutes"),
    "progress": gettext_noop("{done} of {count} steps done"),
    "start": gettext_noop("Start"),
    "continue": gettext_noop("Continue"),
    "again": gettext_noop("Do it again"),
    "steps": gettext_noop("Steps"),
}
