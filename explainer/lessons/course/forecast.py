"""Lesson “Forecasting a real series”: naive lines first, then a network, and what a curve that follows is worth."""

from dataclasses import replace

from explainer.lessons.course import forecast_feedback as feedback
from explainer.lessons.course import forecast_numbers as numbers
from explainer.lessons.course.lesson import Lesson, Step, Task
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Number, Option
from explainer.lessons.course.run_view import inspect_view
from explainer.lessons.course.state import State
from explainer.lessons.course.train_view import train_view
from explainer.runs.experiment import ON_HOURLY, PLAIN

NETWORK, LOOP = inspect_view(numbers.RUN), inspect_view(numbers.LOOP_RUN)
SHORT = train_view(replace(ON_HOURLY.recipe(PLAIN), seeds=2, updates=100))
ENOUGH = 50  # updates of the learner's own run


def has_trained(state: State) -> bool:
    """Tell whether a run without the calendar has made some updates."""
    return any(
        one.task == "hourly" and one.settings.get("calendar") == "without" and one.step >= ENOUGH for one in state.runs
    )


def how_far(state: State) -> Message:
    """Say which inputs the learner's own run has, and how far it is."""
    found = max(state.runs, key=lambda one: one.step, default=None)
    if found is None or found.task != "hourly":
        return Message(gettext_noop("No run yet."))
    texts = {
        "with": gettext_noop("With the calendar, update {step}."),
        "without": gettext_noop("Without the calendar, update {step}."),
    }
    return Message(texts[str(found.settings.get("calendar", "with"))], {"step": found.step})


NAIVE_OPTIONS = (
    Option(gettext_noop("The load of the hour before"), gettext_noop(
        "It looks close in a picture, but the load climbs and falls through the day, and this line is always late: "
        "{last:.1%}. The best of the four has {change:.2%}: the last value plus yesterday's change at this hour.")),
    Option(gettext_noop("The load of the same hour yesterday"), gettext_noop(
        "Good, {day:.2%}: it knows the daily rhythm. But it ignores how high the load is now. The last value plus "
        "yesterday's change uses both: {change:.2%}.")),
    Option(gettext_noop("The load of the same hour a week ago"), gettext_noop(
        "It knows weekends, but a week is long and the weather has changed: {week:.1%}. The last value plus "
        "yesterday's change has {change:.2%}.")),
    Option(gettext_noop("The hour before, plus the change at this hour yesterday"), gettext_noop(
        "Yes: {change:.2%}, against {last:.1%} for the last value, {day:.2%} for yesterday and {week:.1%} for last "
        "week. It needs no training at all. That is the line to beat.")),
)  # fmt: skip
SHIFT_OPTIONS = (
    Option(gettext_noop("Where it lies: it follows the load"), gettext_noop(
        "It lies near it: the correlation is {now:.3f}. But shifted back by one hour it is {hour:.3f}. The line is the "
        "past with a delay. Its error is {error:.1%}, the largest of the four.")),
    Option(gettext_noop("One hour further back"), gettext_noop(
        "Yes: {hour:.3f} there, {now:.3f} where it lies. A curve that follows may only lag. Shift it, before you "
        "believe a picture.")),
    Option(gettext_noop("A day further back"), gettext_noop(
        "The days do resemble each other: {day:.3f}. But the line repeats the hour before, so it fits perfectly one "
        "hour back: {hour:.3f}.")),
)  # fmt: skip
CALENDAR_OPTIONS = (
    Option(gettext_noop("The error falls"), gettext_noop(
        "Fewer inputs are less to learn, but here they are missed: {without:.2%} without, {with:.2%} with. Over "
        "{seeds} paired seeds the difference is {mean:+.3%}, its interval {low:+.3%} to {high:+.3%}.")),
    Option(gettext_noop("The error grows"), gettext_noop(
        "Yes, a little: {without:.2%} without, {with:.2%} with; difference {mean:+.3%}, interval {low:+.3%} to "
        "{high:+.3%}. The target is the change against yesterday's line, and that knows the hour already.")),
    Option(gettext_noop("No clear difference"), gettext_noop(
        "It is small and clear. All {seeds} pairs agree: without minus with {mean:+.3%}, interval {low:+.3%} to "
        "{high:+.3%}. Clear and large are two things.")),
)  # fmt: skip
LAST_OPTIONS = (
    Option(gettext_noop("No: a line without training is better"), gettext_noop(
        "Right. The last value plus yesterday's change has {change:.2%}. One number without a naive line says "
        "nothing.")),
    Option(gettext_noop("Yes: an error of a few percent is small"), gettext_noop(
        "Small compared with what? The last value plus yesterday's change has {change:.2%} without any training. Ask "
        "for that line first.")),
)  # fmt: skip

LESSON = Lesson(
    "forecast",
    gettext_noop("Forecasting a real series"),
    gettext_noop("Electricity by the hour: which simple line is to be beaten, and what a curve that follows is worth."),
    11,
    (
        Step(
            "series", gettext_noop("The load of the next hour"),
            gettext_noop(
                "Mean load of 321 clients in Portugal. From the last {hours} hours and the calendar, this LSTM "
                "predicts the next one. Its mean error (sMAPE) on 2014 is {network:.2%}. It was trained on 2012 and "
                "2013, and so was the scaler: scaling with the test year would be peeking."
            ),
            NETWORK, look="figure", values=numbers.of_naive,
        ),
        Step(
            "naive", gettext_noop("First, without a network"),
            gettext_noop(
                "Whether {network:.2%} is good depends on what costs nothing. Here are four answers that need no "
                "training. Each predicts the load of the next hour on the same test hours."
            ),
            NETWORK, values=numbers.of_naive,
            prediction=Choice(
                gettext_noop("Which one has the smallest error?"), NAIVE_OPTIONS, numbers.best_naive, numbers.of_naive,
            ),
        ),
        Step(
            "lag", gettext_noop("“The curve follows, so the model is good”"),
            gettext_noop(
                "Draw the load of 2014, and over it a forecast that repeats the hour before. In the picture both "
                "curves lie on each other. Now slide the forecast back in time."
            ),
            NETWORK,
            prediction=Choice(
                gettext_noop("Where does the forecast fit best?"), SHIFT_OPTIONS, numbers.best_shift, numbers.of_fits,
            ),
        ),
        Step(
            "formula", gettext_noop("Two halves"),
            gettext_noop(
                "sMAPE divides the error |F − A| by half of F + A. A common slip is to divide by F + A, and then by 2 "
                "once more. We computed both on 2014, for the same forecast."
            ),
            NETWORK,
            prediction=Number(
                gettext_noop("How many times smaller does the error look?"), 1, 10, gettext_noop("times"),
                numbers.formula_ratio, feedback.of_ratio, 1.2, "logarithmic", 0.1,
            ),
        ),
        Step(
            "calendar", gettext_noop("Take the calendar away"),
            gettext_noop(
                "The network also sees the hour and the weekday, each as a point on a circle. We trained {seeds} seeds "
                "with and without it, {updates} updates each. A pair has the same seed."
            ),
            SHORT, values=numbers.of_calendar,
            prediction=Choice(
                gettext_noop("Without the calendar, what happens to the test error?"), CALENDAR_OPTIONS,
                numbers.calendar_sign, numbers.of_calendar,
            ),
        ),
        Step(
            "train", gettext_noop("Do it yourself"),
            gettext_noop(
                "On the left, set Calendar to “without” and press Train. It stops after 100 updates, so it will not "
                "beat the naive line yet. For comparison: after {updates} updates {without:.2%} without and "
                "{with:.2%} with the calendar, measured on {date} with PyTorch {torch}."
            ),
            SHORT, look="control:hourly_calendar", values=numbers.of_calendar,
            task=Task(gettext_noop("Train for 50 updates without the calendar."), has_trained, how_far),
        ),
        Step(
            "loop", gettext_noop("Ten steps ahead, one at a time"),
            gettext_noop(
                "To look further ahead, the prediction is fed back as the next input. We do it with a smaller network "
                "that continues a rising wave. One step ahead it is off by {first:.3f}."
            ),
            NETWORK, values=numbers.of_loop,
            prediction=Number(
                gettext_noop("How many times larger is the error of the tenth step?"), 1, 1000, gettext_noop("times"),
                numbers.loop_growth, feedback.of_growth, 1.6, "logarithmic",
            ),
        ),
        Step(
            "drift", gettext_noop("Closed loop"),
            gettext_noop(
                "Look at “predictions fed back as inputs”. The first is off by {first:.3f}, the last of {steps} by "
                "{last:.3f}. In training each input was true. Here the network reads its own errors, and nothing pulls "
                "it back. Judge a forecast at the distance at which you will use it."
            ),
            LOOP, look="figure", values=numbers.of_loop,
        ),
        Step(
            "question", gettext_noop("Somebody shows you a number"),
            gettext_noop(
                "A colleague forecasts the next hour of this same series with a large LSTM. The picture follows the "
                "load beautifully, and the sMAPE on 2014 is {offered:.1%}."
            ),
            NETWORK, values=numbers.of_naive,
            prediction=Choice(
                gettext_noop("Is that a good forecast?"), LAST_OPTIONS, numbers.is_worse, numbers.of_naive,
            ),
        ),
    ),
    gettext_noop("On the Train page, set “Ahead” to 24 hours. Which simple answer is the best now?"),
)  # fmt: skip
