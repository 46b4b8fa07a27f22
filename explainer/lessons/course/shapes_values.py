"""The numbers of the lesson Shapes, from the module that its page shows."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from explainer.lessons.course.lab_settings import module_of
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.module_runs import last_states, steps_read
from explainer.lessons.course.state import State
from explainer.lessons.module_shapes import Shape, keras_count, parameter_count, returned_shapes
from explainer.lessons.shape_feedback import format_shape

WANTED = (12, 2, 8)  # the shape of output that a task asks for
LONGER = 12  # the steps of a longer sequence


def of_module(state: State) -> dict[str, object]:
    """Return the sizes of the module, the shapes of what comes out, and its number of parameters."""
    module = module_of(state.link)
    shapes = {name: format_shape(shape) for name, shape in returned_shapes(module).items()}
    sizes: dict[str, object] = {"T": module.steps, "B": module.batch, "n": module.n, "m": module.m, "L": module.layers}
    return sizes | shapes | {"parameters": parameter_count(module), "kind": module.kind, "gates": module.gates}


def of_longer(state: State) -> dict[str, object]:
    """Return the shapes with more time steps."""
    longer = replace(module_of(state.link), steps=LONGER)
    more = {f"{name}_longer": format_shape(shape) for name, shape in returned_shapes(longer).items()}
    return of_module(state) | more | {"longer": LONGER, "parameters_longer": parameter_count(longer)}


def longer_option(state: State) -> int:
    """Return what more time steps change: the parameters, output alone, or output and h_n."""
    module = module_of(state.link)
    longer = replace(module, steps=LONGER)
    if parameter_count(longer) != parameter_count(module):
        return 0
    one, other = returned_shapes(module), returned_shapes(longer)
    return 1 if one["output"] != other["output"] and one["h_n"] == other["h_n"] else 2


def wanted_reached(state: State) -> bool:
    """Tell whether output has the shape that the task asks for."""
    module = module_of(state.link)
    return not module.problem and returned_shapes(module)["output"] == WANTED


def answer_shown(state: State) -> bool:
    """Tell whether the page shows the shapes."""
    return state.link.get("answer") == "shown"


def of_output(state: State) -> Message:
    """Return the sizes that the sliders have."""
    module = module_of(state.link)
    return Message(gettext_noop("T is {T}, B is {B}, m is {m}."),
                   {"T": module.steps, "B": module.batch, "m": module.m})  # fmt: skip


def both_directions_shown(state: State) -> bool:
    """Tell whether the module is bidirectional and its shapes are shown."""
    return module_of(state.link).bidirectional and answer_shown(state)


def of_directions(state: State) -> Message:
    """Return what is still to be done: the switch, or the button."""
    if module_of(state.link).bidirectional:
        return Message(gettext_noop("It reads in both directions now. Press “Show the shapes”."))
    return Message(gettext_noop("It reads in one direction."))


def shape_option(state: State, name: str, options: tuple[Shape, ...]) -> int:
    """Return which of the options is the shape of a name."""
    return options.index(returned_shapes(module_of(state.link))[name])


def states_options(state: State) -> tuple[Shape, ...]:
    """Return four shapes for h_n: the top layer alone, every step, a row per layer, or the batch first."""
    module = module_of(state.link)
    return (
        (1, module.batch, module.m), (module.steps, module.batch, module.m),
        (module.layers * module.directions, module.batch, module.m), (module.batch, module.layers, module.m),
    )  # fmt: skip


def states_option(state: State) -> int:
    """Return which of them it is."""
    return shape_option(state, "h_n", states_options(state))


def last_option(state: State) -> int:
    """Return which part of h_n equals the last step of output: the first layer's, the top layer's, or none."""
    output, ends = last_states(module_of(state.link))
    equal = [bool(np.array_equal(output, end)) for end in ends]
    return 2 if not any(equal) else 1 if equal[-1] else 0


def pairing_option(state: State) -> int:
    """Return how many steps the backward half of output has read at step 1: all (0), one (1), or none (2)."""
    module = module_of(state.link)
    return {1: 1, module.steps: 0}.get(steps_read(module), 2)


def batch_first_option(state: State) -> int:
    """Return what batch_first changes: output alone (0), output and h_n (1), or h_n alone (2)."""
    module = module_of(state.link)
    one, other = (returned_shapes(replace(module, batch_first=first)) for first in (False, True))
    changed = {name for name in one if one[name] != other[name]}
    return 0 if changed == {"output"} else 1 if "output" in changed else 2


def of_batch_first(state: State) -> dict[str, object]:
    """Return the shapes with batch_first."""
    shapes = returned_shapes(replace(module_of(state.link), batch_first=True))
    return of_module(state) | {name: format_shape(shape) for name, shape in shapes.items()}


def count(state: State) -> float:
    """Return the number of parameters."""
    return float(parameter_count(module_of(state.link)))


def count_mistakes(link: Mapping[str, str]) -> dict[str, float]:
    """Return what the known mistakes give for the number of parameters of the module of a view."""
    module = module_of(link)
    return {
        gettext_noop("That is with one bias per gate, as in Keras. PyTorch adds up two: it is {truth:.0f}."):
            keras_count(module),
        gettext_noop("That is without biases. PyTorch adds two for each gate: it is {truth:.0f}."):
            parameter_count(replace(module, bias=False)),
        gettext_noop("That is one gate. An LSTM stacks four of everything: it is {truth:.0f}."):
            parameter_count(module) / module.gates,
        gettext_noop("That leaves out U, which leads from units to units: it is {truth:.0f}."):
            parameter_count(module) - module.gates * module.m**2,
    }  # fmt: skip


def of_frameworks(state: State) -> dict[str, object]:
    """Return the counts in PyTorch and in Keras, and their difference."""
    module = module_of(state.link)
    gru = replace(module, kind="GRU")
    return {
        "torch": parameter_count(module), "keras": keras_count(module), "gru": parameter_count(gru),
        "fewer": parameter_count(module) - keras_count(module), "m": module.m, "keras_gru": keras_count(gru),
    }  # fmt: skip


def keras_option(state: State) -> int:
    """Return what Keras's LSTM leaves out: a gate (0), the recurrent matrix of a gate (1), or one of two biases (2)."""
    module = module_of(state.link)
    fewer = parameter_count(module) - keras_count(module)
    options = [parameter_count(module) // module.gates, module.m**2, module.gates * module.m]
    return options.index(fewer)


QUESTION = {
    "shape_kind": "GRU", "shape_n": "5", "shape_m": "6", "shape_layers": "2", "shape_bidirectional": "yes",
    "shape_batch_first": "yes", "shape_steps": "9", "shape_batch": "3",
}  # fmt: skip


def last_axis(state: State) -> float:
    """Return how long the last axis of output is."""
    return float(returned_shapes(module_of(state.link))["output"][-1])


def question_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for the last axis of output in the last question."""
    module = module_of(QUESTION)
    return {
        gettext_noop("That is one direction. Both stand side by side: it is {truth:.0f}."): module.m,
        gettext_noop("The layers below are not in output, only in h_n: it is {truth:.0f}."):
            module.m * module.directions * module.layers,
        gettext_noop("That is what goes in. What comes out has the units, in both directions: {truth:.0f}."): module.n,
        gettext_noop("Units are not time steps. The steps are an axis of their own: the last one has {truth:.0f}."):
            module.steps,
        gettext_noop("That is the batch, the first axis here. The last one has {truth:.0f}."): module.batch,
    }  # fmt: skip
