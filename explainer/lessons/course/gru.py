"""Lesson 5: the GRU in four equations, and its conventions."""

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.course import gru_values as values
from explainer.lessons.course.gru_definitions import DEFINITIONS
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

OPERATIONS = {step.name: str(k + 1) for k, step in enumerate(lower(CELLS["GRU"]).steps)}
AT_H = {"cell": "GRU", "m": "4", "t": "8", "op": OPERATIONS["h"]}
AT_Z = {"cell": "GRU", "m": "4", "t": "8", "op": OPERATIONS["z"]}
AT_R = {"cell": "GRU", "m": "4", "t": "8", "op": OPERATIONS["r"]}
HALVES = {"cell": "GRU", "m": "4", "t": "2", "op": OPERATIONS["h"], "changes": "z@2:0.5 n@2:0"}
REMEMBERS = {"cell": "GRU", "m": "2", "start": "remember for ever", "input": "value, one flag", "t": "9",
             "op": OPERATIONS["h"], "changes": f"r@{values.HELD_FROM}:0"}  # fmt: skip

LESSON = Lesson(
    id="gru",
    title=gettext_noop("The GRU in four equations"),
    about=gettext_noop("What z and r really do, and why two correct GRUs can give different numbers."),
    minutes=12,
    steps=(
        Step(
            "blend",
            gettext_noop("Old and new, blended"),
            gettext_noop(
                "A GRU has one state `h`, two gates `r` and `z` between 0 and 1, and a candidate `n`: what could be "
                "written.\n\n"
                "At step {t}, unit {unit} blends: {write:.2f} of the candidate {n} and {z:.2f} of the old state "
                "{old} make {h}. The weights of the blend always add up to 1."
            ),
            View("cell", AT_H),
            look="value:h",
            values=values.of_blend,
        ),
        Step(
            "update-gate",
            gettext_noop("The update gate"),
            gettext_noop(
                "`z` is called the update gate. Read the last equation again: 1 − z stands before the candidate, and z "
                "before the old state."
            ),
            View("cell", AT_H),
            look="value:z",
            prediction=Choice(
                gettext_noop("What happens to the state of a unit whose z is near 1?"),
                (
                    Option(gettext_noop("It is updated: the candidate replaces it"),
                           gettext_noop("The name misleads. Here z keeps: held at 1, h moves by {still}; held at 0, "
                                        "by {written:.2f}.")),
                    Option(gettext_noop("It stays as it is"),
                           gettext_noop("Right: with z held at 1 for half of the run h moves by {still}, with z "
                                        "held at 0 by up to {written:.2f}.")),
                    Option(gettext_noop("It becomes 1"),
                           gettext_noop("z is a weight of the blend, not a value of the state. At 1 the old state is "
                                        "taken whole: h moves by {still}.")),
                ),
                values.update_option,
                values.of_held_update,
            ),
        ),
        Step(
            "hold-z",
            gettext_noop("Hold z at 1"),
            gettext_noop(
                "Below the picture you can hold a gate: it then has your value instead of the computed one. The cursor "
                "is on `z` at step {t}."
            ),
            View("cell", AT_Z),
            look="hold",
            values=values.of_blend,
            task=Task(gettext_noop("Hold z at the value 1 from here on, so that no h changes any more."),
                      values.is_still, values.of_movement),
        ),
        Step(
            "half",
            gettext_noop("A gate of one half"),
            gettext_noop(
                "Before training, gates are near 0.5. Let z be 0.5 in every unit at every step, and the candidate 0, "
                "so that nothing new is written. Both are held so from step 2 on."
            ),
            View("cell", HALVES),
            prediction=Number(
                gettext_noop("How much of the old state is left after ten steps?"), 1e-4, 1.0, "",
                values.left_after_decade,
                feedback(
                    gettext_noop("Right, about {truth:.4f}: ten halvings. An untrained gate forgets in ten steps."),
                    gettext_noop("A little more: {truth:.4f}. Halve it ten times: one half, a quarter, an eighth …"),
                    gettext_noop("Less: {truth:.4f}. Halve it ten times: one half, a quarter, an eighth …"),
                    1.6, values.halving_mistakes, logarithmic=True,
                ),
                1.6, "logarithmic", 1e-4,
            ),
            hidden=("timeline", "maps"),
        ),
        Step(
            "reset",
            gettext_noop("The reset gate"),
            gettext_noop(
                "This GRU has written a value once, at the flag in step {flag}, and keeps it: `h` is {h}, and `z` "
                "misses 1 by {gate}. From step {since} on, its reset gate `r` is held at 0."
            ),
            View("cell", REMEMBERS),
            look="value:h",
            values=values.of_reset,
            prediction=Choice(
                gettext_noop("What happens to the value that it keeps?"),
                (
                    Option(gettext_noop("The candidate replaces it"),
                           gettext_noop("For that, z would have to be near 0. It is near 1, and so h moves by "
                                        "{moved}.")),
                    Option(gettext_noop("It is erased: h goes to 0"),
                           gettext_noop("The reset gate cannot erase: it is not in the equation of h. Over the rest of "
                                        "the run h moves by {moved}.")),
                    Option(gettext_noop("It stays"),
                           gettext_noop("Right: h moves by {moved} over the rest of the run. r acts inside the "
                                        "candidate, and z lets none of that in.")),
                ),
                values.reset_option,
                values.of_reset,
            ),
            hidden=("timeline", "maps"),
        ),
        Step(
            "hold-r",
            gettext_noop("What r really does"),
            gettext_noop(
                "Here the weights are random again, and the cursor is on `r`. In the candidate, r multiplies what "
                "comes from the past: U h, unit by unit. At r = 0 the candidate sees the input alone."
            ),
            View("cell", AT_R),
            look="hold",
            task=Task(gettext_noop("Hold r at the value 0 from here on, and see how far n and h change."),
                      values.reset_is_held, values.of_candidate),
        ),
        *DEFINITIONS,
    ),
    next_try=gettext_noop("On the Cell library, change the seed: in which network does the place of the reset gate "
                          "matter most?"),
)  # fmt: skip
