"""Lesson “Your own model”: find two dead gates in a file of weights, repair them, and take the file away."""

from explainer.lessons.course import dead_gates as numbers
from explainer.lessons.course import own_model_answers as answers
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Number
from explainer.lessons.course.state import State
from explainer.numerics.layer import Layer
from explainer.runs import prepare_model

EXAMPLE = {"example": numbers.EXAMPLE}
LOADED = {**EXAMPLE, "start": "model"}
OPEN, BOARD = View("your-model", EXAMPLE), View("sequence", LOADED)
FORGETS, WRITES = prepare_model.FORGETS + 1, prepare_model.NEVER_WRITES + 1
STAGE = View("cell", {**LOADED, "unit": str(FORGETS), "t": "12", "op": "10"})
FIRST = f"b_f.{FORGETS}:{numbers.REPAIRED:g}"
STAGE_OF_INPUT = View("cell", {**LOADED, "unit": str(WRITES), "t": "12", "op": "5", "changes": FIRST})
REPAIRED = View("sequence", {**LOADED, "unit": str(FORGETS), "changes": f"{FIRST} b_i.{WRITES}:0"})


def found_forgets(state: State) -> bool:
    """Tell whether the cursor is on the unit whose forget gate is shut."""
    return state.link.get("unit") == str(FORGETS)


def found_writes(state: State) -> bool:
    """Tell whether the cursor is on the unit that never writes."""
    return state.link.get("unit") == str(WRITES)


def where(state: State) -> Message:
    """Say which unit the cursor is on."""
    return Message(gettext_noop("The cursor is on unit {unit}."), {"unit": state.link.get("unit", "1")})


def layer_of(state: State) -> Layer | None:
    """Return the layer on the page with its changes; None where it is not that of the prepared model."""
    loaded = state.setup.loaded if state.setup else None
    fits = loaded is not None and state.sequence is not None and loaded.layers[0].m == numbers.model().m
    return state.trace.layers[0].layer if fits else None


def opens(state: State, gate: str, unit: int) -> bool:
    """Tell whether a gate of a unit, counted from 1, is open on average on the page."""
    if layer_of(state) is None:
        return False
    return float(state.trace.layers[0].values[gate][:, unit - 1].mean()) > numbers.OPEN


def forgets_repaired(state: State) -> bool:
    """Tell whether the forget gate opens again."""
    return opens(state, "f", FORGETS)


def both_repaired(state: State) -> bool:
    """Tell whether both gates open again."""
    return forgets_repaired(state) and opens(state, "i", WRITES)


def how_good(state: State) -> Message:
    """Say how often the model on the page is right."""
    layer = layer_of(state)
    right = numbers.accuracies()[0] if layer is None else numbers.accuracy(layer)
    return Message(gettext_noop("Right on the test set now: {right:.1%}."), {"right": right})


LESSON = Lesson(
    "own-model",
    gettext_noop("Your own model"),
    gettext_noop("Open a file of weights, find two dead gates in it, repair them and take the file away."),
    10,
    (
        Step(
            "open", gettext_noop("A file of weights"),
            gettext_noop(
                "This page opens weights from PyTorch, Keras or ONNX. We have prepared one: an LSTM of {units} units "
                "that watches a switch. It is right at {before:.1%} of all steps, and it was better once. Two of its "
                "gates never open. Nothing in the file says so."
            ),
            OPEN, look="control:model_file", values=numbers.of_model,
        ),
        Step(
            "looks", gettext_noop("How would one notice?"),
            gettext_noop(
                "In one unit the forget gate is shut: it is near 0 at each step, whatever comes. The gate is computed "
                "from `x` and `h`, and its bias has pulled it down."
            ),
            BOARD, hidden=("figure",),
            prediction=Choice(
                gettext_noop("What does `h` of that unit do?"), answers.LOOKS_OPTIONS, numbers.dead_looks,
                numbers.of_model,
            ),
        ),
        Step(
            "forgets", gettext_noop("Find the unit that forgets"),
            gettext_noop(
                "Each map has a row for each of the {units} units and a column for each of {steps} steps. A gate that "
                "never opens is a pale row from end to end. Look at the map of the forget gate, and put the cursor on "
                "that row."
            ),
            OPEN, look="chart:f", values=numbers.of_model,
            task=Task(gettext_noop("Put the cursor on the unit whose forget gate is shut."), found_forgets, where),
        ),
        Step(
            "writes", gettext_noop("Find the unit that never writes"),
            gettext_noop(
                "The other broken unit has a shut input gate. What it could write is computed at each step and thrown "
                "away, so its `c` stays near 0. Which row is pale in the map of the input gate?"
            ),
            OPEN, look="chart:i",
            task=Task(gettext_noop("Put the cursor on the unit that never writes."), found_writes, where),
        ),
        Step(
            "read", gettext_noop("The numbers of two dead gates"),
            gettext_noop(
                "Saturation: the forget gate of unit {forgets} is shut {shut_f:.0%} of the time, and half of its `c` "
                "is gone after {half_life:.1f} steps. In unit {writes} `c` never exceeds {largest:.3f}. All forget "
                "biases together: mean {mean:.2f}, spread {spread:.2f}. Such a spread is a sign; that of unit "
                "{forgets} is {bias:.0f}."
            ),
            BOARD, look="chart:saturation", values=numbers.of_model,
        ),
        Step(
            "guess", gettext_noop("Repair one number"),
            gettext_noop(
                "The bias of that forget gate is {bias:.0f}. We set it to {repaired:g} and leave all other weights. "
                "Nothing is trained again. Now {before:.1%} of all steps are right."
            ),
            BOARD, values=numbers.of_model,
            prediction=Number(
                gettext_noop("How many steps are right after the repair?"), 0.5, 1.0, gettext_noop("share"),
                lambda state: numbers.accuracies()[1], answers.of_repair, 0.03, step=0.01,
            ),
        ),
        Step(
            "repair", gettext_noop("Do it with your hand"),
            gettext_noop(
                "The stage stands at the forget gate of unit {forgets}. Below, in the row of its bias, drag the number "
                "{bias:.0f} to the right, up to {repaired:g} or so. With the keyboard, press + on that row. The gate "
                "follows at once, and so does all that comes after."
            ),
            STAGE, look="operation", values=numbers.of_model,
            task=Task(gettext_noop("Let the forget gate of this unit open again."), forgets_repaired, how_good),
        ),
        Step(
            "both", gettext_noop("And the other one"),
            gettext_noop(
                "The forget gate is repaired here. The stage stands at the input gate of unit {writes}. Bring its bias "
                "near 0, so that it writes again."
            ),
            STAGE_OF_INPUT, look="operation", values=numbers.of_model,
            task=Task(gettext_noop("Let the input gate of this unit open too."), both_repaired, how_good),
        ),
        Step(
            "export", gettext_noop("Take it away"),
            gettext_noop(
                "Both gates are repaired here: {both:.1%} instead of {before:.1%}. At the end of the page, “Weights as "
                "state_dict (.pt)” gives you a file for load_state_dict. PyTorch has two biases that add up; ours lies "
                "in one of them."
            ),
            REPAIRED, look="controls", values=numbers.of_model,
        ),
        Step(
            "question", gettext_noop("A gate that is always open"),
            gettext_noop(
                "In another file you find a unit whose forget gate is 1 at each step and whose input gate is 0 at each "
                "step."
            ),
            OPEN,
            prediction=Choice(
                gettext_noop("What does `c` of that unit do?"), answers.HELD_OPTIONS, numbers.held_option,
                numbers.of_model,
            ),
        ),
    ),
    gettext_noop("Upload a model of yours: has it a pale or a dark row? What does that unit do?"),
)  # fmt: skip
