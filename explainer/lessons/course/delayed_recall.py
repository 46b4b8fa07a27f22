"""Lesson “Who remembers”: LSTM and plain RNN on delayed recall, where the bias of the forget gate decides."""

from explainer.lessons.course import memory_feedback as feedback
from explainer.lessons.course import memory_numbers as numbers
from explainer.lessons.course.lesson import Lesson, Step, Task
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Curve, Number, Option
from explainer.lessons.course.run_view import inspect_view
from explainer.lessons.course.state import State
from explainer.lessons.course.train_view import train_view
from explainer.runs.experiment import FORGET_BIAS, gap_variant

LSTM, RNN = inspect_view("recall-lstm"), inspect_view("recall-rnn")
SMALL = train_view(FORGET_BIAS.recipe(gap_variant("bias 0", numbers.GAP)))


def has_solved(state: State) -> bool:
    """Tell whether an LSTM that began with bias 3 has solved the task at this gap or a longer one."""
    return any(one.task == "recall" and one.cell == "LSTM" and one.keep == "3" and one.solved
               and int(one.settings.get("gap", 0)) >= numbers.GAP for one in state.runs)  # fmt: skip


def how_far(state: State) -> Message:
    """Say how far the learner's own run is."""
    found = max(state.runs, key=lambda one: one.step, default=None)
    if found is None:
        chosen = {"keep": state.link.get("train_keep", FORGET_BIAS.recipe(gap_variant("bias 0", numbers.GAP)).keep)}
        return Message(gettext_noop("Chosen: bias {keep}. Nothing is trained yet."), chosen)
    text = (
        gettext_noop("Trained with bias {keep}: solved.") if found.solved else gettext_noop("Training, bias {keep} …")
    )
    return Message(text, {"keep": found.keep})


LESSON = Lesson(
    "delayed-recall",
    gettext_noop("Who remembers"),
    gettext_noop("An LSTM does not remember by its name. One number at the start decides how far it can learn to."),
    10,
    (
        Step(
            "task", gettext_noop("One symbol, then a long wait"),
            gettext_noop(
                "A symbol comes first, then {gap} steps of noise. At the question mark: which symbol was it? This "
                "LSTM was trained for it and answers {lstm:.0%} of unseen sequences rightly. The plain RNN, trained "
                "too, answers {rnn:.0%}; a guess has {guess:.1%}. Each outlined row is one number of `c`: colour that "
                "lasts to the end carries something across."
            ),
            LSTM, look="chart:c", values=numbers.of_task,
        ),
        Step(
            "fade", gettext_noop("Was it ever there?"),
            gettext_noop(
                "This is the plain RNN. Perhaps its state held the symbol and nobody asked. We can look: we fit a "
                "weighted sum of the numbers of `h` that names the symbol, and test it on other sequences."
            ),
            RNN,
            prediction=Curve(
                gettext_noop("Draw how often the symbol is read rightly from h, 0 to 10 steps after it came."),
                gettext_noop("share read rightly"), numbers.STEPS, 0.0, 1.0, numbers.rnn_curve, feedback.of_curve, 0.15,
            ),
        ),
        Step(
            "held", gettext_noop("An answer that fails is not a memory that is gone"),
            gettext_noop(
                "Read in the same way from the LSTM's `c`, the symbol is right {held:.0%} of the time, after each of "
                "{steps} steps. But ask the LSTM itself too early, after one step, and it answers {early:.0%} rightly; "
                "at the end {late:.0%}.\n\nIt was trained to answer at the end alone. The memory was there all the "
                "time."
            ),
            LSTM, look="chart:c", values=numbers.of_memory,
        ),
        Step(
            "who", gettext_noop("Before anything is tuned"),
            gettext_noop(
                "A fresh LSTM from PyTorch has a forget-gate bias near 0. We gave such an LSTM and a plain RNN a short "
                "gap of 20 steps and {updates:,} training steps. Each was trained three times, from other random "
                "weights: three **seeds**."
            ),
            SMALL, values=numbers.of_updates,
            prediction=Choice(
                gettext_noop("Which of them solves the gap with more seeds?"),
                (
                    Option(gettext_noop("The LSTM"), gettext_noop(
                        "“LSTMs remember, RNNs do not” is a slogan. At bias 0 the gate is about 0.5, so half of `c` is "
                        "lost at each step. Of three seeds {lstm} solved it; of the RNN {rnn}.")),
                    Option(gettext_noop("The plain RNN"), gettext_noop(
                        "The RNN has no gate that throws away half, but it rewrites its whole state. Of three seeds "
                        "{rnn} solved it; of the LSTM {lstm}.")),
                    Option(gettext_noop("Neither: they are equal"), gettext_noop(
                        "Equal: {lstm} of three LSTMs and {rnn} of three RNNs. Having a gate is not enough, it has to "
                        "be open when learning begins.")),
                ),
                numbers.first_winner,
                numbers.of_first,
            ),
        ),
        Step(
            "order", gettext_noop("The same LSTM, three biases"),
            gettext_noop(
                "Now the LSTM alone, with a forget-gate bias of 0, 1 or 3 at the start and gaps of 20, 40 and 80 "
                "steps. All is learned, the bias too. Only where it begins differs."
            ),
            SMALL,
            prediction=Choice(
                gettext_noop("Which start reaches furthest?"),
                (
                    Option(gettext_noop("Bias 3"), gettext_noop(
                        "Yes. Seeds that solved the gaps {gaps} with bias 0: {b0}; bias 1: {b1}; bias 3: {b3}. An "
                        "open gate lets the gradient reach the first step, and only then can anything be learned "
                        "about it.")),
                    Option(gettext_noop("Bias 1: at 3 it can forget nothing"), gettext_noop(
                        "At 3 the gate is {gate:.2f}, not 1, and its input can still close it. Seeds that solved "
                        "the gaps {gaps} with bias 0: {b0}; bias 1: {b1}; bias 3: {b3}.")),
                    Option(gettext_noop("All the same: the bias is learned"), gettext_noop(
                        "It is learned by a gradient that has to come through the gate. Where the gate loses it on the "
                        "way, nothing is learned. Gaps {gaps} with bias 0: {b0}; bias 1: {b1}; bias 3: {b3}.")),
                ),
                numbers.best_bias, numbers.of_solved,
            ),
        ),
        Step(
            "train", gettext_noop("Train it yourself"),
            gettext_noop(
                "The settings in the sidebar are those of our measurement at gap 20, with bias 0. Open “More "
                "settings”, the outlined line, and set the forget/update-gate bias to 3. Then press Train. Three seeds "
                "learn at once, in a few seconds."
            ),
            SMALL, look="more settings",
            task=Task(gettext_noop("Solve a gap of 20 steps or more with bias 3."), has_solved, how_far),
        ),
        Step(
            "read", gettext_noop("What the bias decided"),
            gettext_noop(
                "Of three seeds so many solved the gaps {gaps}:\n\nplain RNN: **{rnn}**\n\nLSTM, bias 0: **{b0}**\n\n"
                "LSTM, bias 1: **{b1}**\n\nLSTM, bias 3: **{b3}**\n\nLSTM, chrono: **{chrono}**\n\nChrono gives "
                "each unit a bias of its own, for short and long waits. So began the LSTM that you saw first. Measured "
                "on {date}, PyTorch {torch}, at most {updates:,} updates."
            ),
            SMALL, values=numbers.of_solved,
        ),
        Step(
            "half-life", gettext_noop("From a bias to a number of steps"),
            gettext_noop(
                "With `x` and `h` at 0 the forget gate is sigmoid of its bias. At each step `c` is multiplied by it. "
                "No weight changes while the network reads; only the state does."
            ),
            LSTM,
            prediction=Number(
                gettext_noop("At bias 3, after how many steps is half of c gone?"), 1, 1000, gettext_noop("steps"),
                lambda state: numbers.half_life_at(numbers.OPEN), feedback.of_half_life, 1.3, "logarithmic",
            ),
        ),
        Step(
            "question", gettext_noop("A lag that you have not seen"),
            gettext_noop(
                "You are given a task in which the first event matters {steps:.0f} steps later. Choose the start so "
                "that half of `c` is still there: the gate has to be {needed:.4f}. A gate is sigmoid of its bias: at 3 "
                "it is {at3:.3f}, at 5 {at5:.4f}."
            ),
            LSTM, values=numbers.of_long_lag,
            prediction=Number(
                gettext_noop("Which forget-gate bias is needed?"), 0, 10, gettext_noop("bias"),
                lambda state: numbers.bias_for(numbers.LONG_LAG), feedback.of_long_lag, 0.4, step=0.1,
            ),
        ),
    ),
    gettext_noop("On the page Train, set the gap to 80 and the bias to “chrono”, and compare it with the GRU."),
)  # fmt: skip
