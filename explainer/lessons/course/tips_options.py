"""The options of the predictions in lesson “Training tips as experiments”: higher, lower, or not clear."""

from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.prediction import Option

UP, DOWN, OPEN = gettext_noop("Higher"), gettext_noop("Lower"), gettext_noop("Not clear: the interval holds 0")

CLIPPING = (
    Option(UP, gettext_noop(
        "That is what seed {seed} said: {one:+.0f} points. Over {seeds} seeds it is {mean:+.1f}, interval {low:+.1f} "
        "to {high:+.1f}. One seed can say anything.")),
    Option(DOWN, gettext_noop(
        "On average {mean:+.1f} points, but the interval is {low:+.1f} to {high:+.1f}. It holds 0, and seed {seed} "
        "went the other way.")),
    Option(OPEN, gettext_noop(
        "Yes: {mean:+.1f} points, interval {low:+.1f} to {high:+.1f}. Seed {seed} alone said {one:+.0f}. Clipping "
        "saves runs whose gradient explodes, and here none does.")),
)  # fmt: skip
OPTIMISER = (
    Option(UP, gettext_noop(
        "At this rate plain gradient descent hardly moves: {tip:.0%} against {plain:.0%}. Adam divides each step by "
        "the size of the gradients, so small gradients still make steps.")),
    Option(DOWN, gettext_noop(
        "Yes: {tip:.0%} against {plain:.0%}, {mean:+.0f} points, interval {low:+.0f} to {high:+.0f}. At Adam's rate "
        "the raw gradient makes tiny steps.")),
    Option(OPEN, gettext_noop(
        "It is very clear: {tip:.0%} against {plain:.0%}, interval {low:+.0f} to {high:+.0f} points. The same number "
        "as a rate means different steps.")),
)  # fmt: skip
MOMENTUM = (
    Option(UP, gettext_noop(
        "Yes: {tip:.0%} against Adam's {plain:.0%}, {mean:+.1f} points, interval {low:+.1f} to {high:+.1f}. “Adam "
        "beats gradient descent” compared a good rate with a bad one.")),
    Option(DOWN, gettext_noop(
        "At its own rate it wins here: {tip:.0%} against {plain:.0%}. The last comparison gave both the rate of one of "
        "them. That was not fair.")),
    Option(OPEN, gettext_noop(
        "It is clear: {mean:+.1f} points, interval {low:+.1f} to {high:+.1f}. Each optimiser needs a rate of its own "
        "before two of them are compared.")),
)  # fmt: skip
CHUNKS = (
    Option(UP, gettext_noop(
        "It saves memory and time, but costs credit: {tip:.0%} against {plain:.0%}. The error at the end cannot reach "
        "the first step, where the symbol was.")),
    Option(DOWN, gettext_noop(
        "Yes: {tip:.0%} against {plain:.0%}, interval {low:+.0f} to {high:+.0f} points. The state is carried on, but "
        "no gradient tells the first step what to write.")),
    Option(OPEN, gettext_noop(
        "It is clear, though the seeds differ much: {mean:+.0f} points, interval {low:+.0f} to {high:+.0f}. A lag "
        "beyond the chunk gets no credit.")),
)  # fmt: skip
LAYERS = (
    Option(UP, gettext_noop(
        "On average {mean:+.1f} points, but the interval is {low:+.1f} to {high:+.1f} and holds 0. A second layer "
        "doubles the parameters; here that buys nothing sure.")),
    Option(DOWN, gettext_noop(
        "Not even that: {mean:+.1f} points on average, interval {low:+.1f} to {high:+.1f}. With {seeds} seeds the sign "
        "is open.")),
    Option(OPEN, gettext_noop(
        "Yes: {mean:+.1f} points, interval {low:+.1f} to {high:+.1f}. The depth of brackets is a counter, and one "
        "layer can count.")),
)  # fmt: skip
NORM = (
    Option(UP, gettext_noop(
        "Yes: {tip:.0%} against {plain:.0%}, interval {low:+.1f} to {high:+.1f} points. Each sum is brought to mean 0 "
        "and spread 1 before its gate. It costs several times the computing time.")),
    Option(DOWN, gettext_noop(
        "It helps here: {tip:.0%} against {plain:.0%}. Sums that are brought to mean 0 and spread 1 keep the gates out "
        "of saturation while rates are high.")),
    Option(OPEN, gettext_noop(
        "It is clear: {mean:+.1f} points, interval {low:+.1f} to {high:+.1f}. All seeds gain. But count the time too, "
        "each update costs several times as much.")),
)  # fmt: skip
DROPOUT = (
    Option(UP, gettext_noop(
        "Dropout helps against learning by heart. Here each batch is new, so there is nothing to learn by heart: "
        "{mean:+.0f} points on average, interval {low:+.0f} to {high:+.0f}.")),
    Option(DOWN, gettext_noop(
        "On average {mean:+.0f} points, and that looks like much. But the seeds differ so widely that the interval, "
        "{low:+.0f} to {high:+.0f}, still holds 0.")),
    Option(OPEN, gettext_noop(
        "Yes: {mean:+.0f} points on average, interval {low:+.0f} to {high:+.0f}. Even a large "
        "mean proves nothing when {seeds} seeds differ that widely.")),
)  # fmt: skip
START = (
    Option(UP, gettext_noop(
        "The error falls, by very little: {mean:+.2f} thousandths of {error:.1f}. The state before the first step "
        "matters to the first steps alone.")),
    Option(DOWN, gettext_noop(
        "Yes, and so little: {mean:+.2f} thousandths of {error:.1f}, interval {low:+.2f} to {high:+.2f}. All seeds "
        "agree, so it is real. Real does not mean large.")),
    Option(OPEN, gettext_noop(
        "It is clear, since all pairs agree: {mean:+.2f} thousandths, interval {low:+.2f} to {high:+.2f}. And it is "
        "tiny beside an error of {error:.1f}. Clear and large are two things.")),
)  # fmt: skip
LAST = (
    Option(gettext_noop("The tip helps"), gettext_noop(
        "The mean is {mean:+.1f}, but the interval is {low:+.1f} to {high:+.1f}, and 0 lies in it. Four of five "
        "in favour sounds like proof. It is not.")),
    Option(gettext_noop("The tip harms"), gettext_noop(
        "One of five pairs says so. The mean is {mean:+.1f}, the interval {low:+.1f} to {high:+.1f}: its sign is "
        "open.")),
    Option(gettext_noop("The sign is open: more seeds are needed"), gettext_noop(
        "Right: {mean:+.1f}, interval {low:+.1f} to {high:+.1f}. With four times as many seeds the interval would be "
        "about half as wide.")),
)  # fmt: skip
