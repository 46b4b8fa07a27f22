"""Lesson “Training tips as experiments”: one switch at a time, five paired seeds, and an interval."""

from dataclasses import replace

from explainer.lessons.course import tips_numbers as numbers
from explainer.lessons.course import tips_options as options
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Option
from explainer.lessons.course.state import State
from explainer.lessons.course.train_view import train_view
from explainer.runs.experiment import ON_BRACKETS, ON_RECALL, ON_SINE, PLAIN, Experiment

ENOUGH = 100  # updates of the learner's own run


def page_of(experiment: Experiment, variant: str = PLAIN) -> View:
    """Return the Train page with a variant chosen."""
    return train_view(experiment.recipe(variant))


SHORT = train_view(replace(ON_BRACKETS.recipe("sgd"), updates=ON_BRACKETS.base.updates))


def has_trained(state: State) -> bool:
    """Tell whether a run with momentum has made some updates on the depth of brackets."""
    with_momentum = state.link.get("train_optimiser") == "momentum"
    return with_momentum and any(one.task == "brackets" and one.step >= ENOUGH for one in state.runs)


def how_far(state: State) -> Message:
    """Say which optimiser is chosen, and how far the run is."""
    step = max((one.step for one in state.runs), default=0)
    return Message(gettext_noop("Optimiser: {name}, update {step}."),
                   {"name": state.link.get("train_optimiser", "adam"), "step": step})  # fmt: skip


def sign(question: str, answers: tuple[Option, ...], experiment: Experiment, tip: str, against: str = PLAIN) -> Choice:
    """Return the question what a tip does to the score."""
    truth, values = numbers.sign_of(experiment, tip, against), numbers.values_of(experiment, tip, against)
    return Choice(question, answers, truth, values)


LESSON = Lesson(
    "training-tips",
    gettext_noop("Training tips as experiments"),
    gettext_noop("One switch at a time, the same seeds with and without it. Say the sign before you look."),
    12,
    (
        Step(
            "clipping", gettext_noop("A tip from one seed"),
            gettext_noop(
                "An LSTM learns the depth of brackets, {updates} updates. With seed {seed}, clipping the gradient gave "
                "{one:+.0f} points of accuracy over no clipping. That is how tips are born. We trained {seeds} seeds "
                "with and without it, each pair with the same start and the same batches."
            ),
            page_of(ON_BRACKETS), values=numbers.of_clipping,
            prediction=sign(
                gettext_noop("Over all pairs, what does clipping do to the accuracy?"), options.CLIPPING, ON_BRACKETS,
                PLAIN, "no clipping",
            ),
        ),
        Step(
            "interval", gettext_noop("The difference and its interval"),
            gettext_noop(
                "For each seed: score with the tip minus score without. The mean of the {seeds} differences is "
                "{mean:+.1f} points. Their spread gives an interval, {low:+.1f} to {high:+.1f}. Made like that, an "
                "interval holds the truth 95 times of 100. Where 0 lies in it, not even the sign is known."
            ),
            page_of(ON_BRACKETS), values=numbers.of_clipping,
        ),
        Step(
            "optimiser", gettext_noop("The optimiser, at the same rate"),
            gettext_noop(
                "Adam at a learning rate of {rate:g} reaches {plain:.0%} after {updates} updates. Now gradient descent "
                "at the same rate, everything else as before."
            ),
            page_of(ON_BRACKETS, "sgd"), values=numbers.of_optimiser,
            prediction=sign(
                gettext_noop("Gradient descent against Adam: the accuracy is …"), options.OPTIMISER, ON_BRACKETS,
                "sgd",
            ),
        ),
        Step(
            "momentum", gettext_noop("The optimiser, each at a rate of its own"),
            gettext_noop(
                "Was that fair? Gradients are small numbers, and only Adam divides by their size. So we gave gradient "
                "descent a rate of {own_rate:g}, and momentum: steps add up while they point the same way."
            ),
            page_of(ON_BRACKETS, "sgd"), values=numbers.of_momentum,
            prediction=sign(
                gettext_noop("Gradient descent with momentum against Adam: the accuracy is …"), options.MOMENTUM,
                ON_BRACKETS, "momentum, rate 0.3",
            ),
        ),
        Step(
            "train", gettext_noop("Run it yourself"),
            gettext_noop(
                "On the left, gradient descent is chosen at Adam's rate. Open “More settings”, set the optimiser to "
                "“momentum” and the learning rate to {own_rate:g}, and press Train. We measured {tip:.0%} against "
                "{plain:.0%}, on {date} with PyTorch {torch}."
            ),
            SHORT, look="controls", values=numbers.of_momentum,
            task=Task(gettext_noop("Train 100 updates with momentum."), has_trained, how_far),
        ),
        Step(
            "chunks", gettext_noop("Truncated backpropagation"),
            gettext_noop(
                "Delayed recall with a gap of {gap} steps. Truncation cuts the gradient every {chunk} steps; the state "
                "itself is carried on. Whole sequences reach {plain:.0%}."
            ),
            page_of(ON_RECALL), values=numbers.of_chunks,
            prediction=sign(
                gettext_noop("With chunks shorter than the gap, the accuracy is …"), options.CHUNKS, ON_RECALL,
                "chunks of 10",
            ),
        ),
        Step(
            "layers", gettext_noop("Stacking"),
            gettext_noop(
                "Back to the brackets, where one layer of {units} units reaches {plain:.0%}. Deeper is better, people "
                "say. A second layer reads `h` of the first."
            ),
            page_of(ON_BRACKETS, "two layers"), values=numbers.of_layers,
            prediction=sign(
                gettext_noop("With two layers, the accuracy is …"), options.LAYERS, ON_BRACKETS, "two layers",
            ),
        ),
        Step(
            "norm", gettext_noop("Normalisation"),
            gettext_noop(
                "Layer normalisation brings the sums in front of the gates to mean 0 and spread 1 at each step. The "
                "LSTM without it reaches {plain:.0%}."
            ),
            page_of(ON_BRACKETS, "normalised"), values=numbers.of_norm,
            prediction=sign(
                gettext_noop("With normalisation, the accuracy is …"), options.NORM, ON_BRACKETS, "normalised",
            ),
        ),
        Step(
            "dropout", gettext_noop("Dropout"),
            gettext_noop(
                "Recurrent dropout sets {dropped:.0%} of the candidates to 0 at each step of training. Each batch of "
                "brackets is freshly drawn. No sequence comes twice."
            ),
            page_of(ON_BRACKETS, "dropout"), values=numbers.of_dropout,
            prediction=sign(
                gettext_noop("With dropout, the accuracy is …"), options.DROPOUT, ON_BRACKETS, "dropout",
            ),
        ),
        Step(
            "start", gettext_noop("A learned start"),
            gettext_noop(
                "Before the first step the state is 0. It can be learned too. The task: the next value of a noisy "
                "sine. Its mean squared error is {error:.1f} thousandths, so here lower is better."
            ),
            page_of(ON_SINE, "learned start"), values=numbers.of_start,
            prediction=sign(
                gettext_noop("With a learned start, the error is …"), options.START, ON_SINE, "learned start",
            ),
        ),
        Step(
            "question", gettext_noop("A tip that you have not seen"),
            gettext_noop(
                "A blog recommends a new gate. Its {seeds} paired differences in points of accuracy are {listed}. "
                "The verdict: “four of five in favour”."
            ),
            page_of(ON_BRACKETS), values=numbers.of_shown,
            prediction=Choice(
                gettext_noop("What do you conclude?"), options.LAST, numbers.shown_sign, numbers.of_shown,
            ),
        ),
    ),
    gettext_noop("On the Train page, repeat one of them with seed 100 instead of 7. Does the sign hold?"),
)  # fmt: skip
