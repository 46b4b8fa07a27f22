"""What is said to a predicted shape or count: that it is right, or which mistake gives just this one."""

import re
from collections.abc import Iterator
from dataclasses import replace

from explainer.inputs.sequence import counted
from explainer.lessons.module_shapes import (
    Module,
    Shape,
    keras_count,
    layer_count,
    parameter_count,
    returned_shapes,
)

MOST_TYPED = 40
PARAMETERS = "parameters"


def answers(module: Module) -> dict[str, Shape]:
    """Return what can be predicted of a module, by name: its shapes, and the number of parameters as one number."""
    return {**returned_shapes(module), PARAMETERS: (parameter_count(module),)}


def format_shape(shape: Shape) -> str:
    """Write a shape as Python does, (6, 2, 4)."""
    return f"({', '.join(map(str, shape))})"


def parse_numbers(text: str) -> Shape | None:
    """Read whole numbers typed in any brackets, “(6, 2, 4)” or “6 2 4”; None where there is something else."""
    if len(text) > MOST_TYPED or re.search(r"[^\d\s,;x×()\[\]]", text):
        return None
    found = tuple(int(number) for number in re.findall(r"\d+", text))
    return found or None


def feedback(module: Module, name: str, typed: str) -> str:
    """Return a sentence for what was typed as the answer of a name in `answers`; empty where nothing was."""
    right, numbers = answers(module)[name], parse_numbers(typed)
    if not typed.strip():
        return ""
    if numbers is None:
        example = "a whole number such as 144" if name == PARAMETERS else "whole numbers such as 6, 2, 4"
        return f"“{typed[:MOST_TYPED]}” is not a prediction that can be read; type {example}."
    if numbers == right:
        return "Right."
    return next((sentence for wrong, sentence in mistakes(module, name) if wrong == numbers), _unknown(right, numbers))


def mistakes(module: Module, name: str) -> Iterator[tuple[Shape, str]]:
    """Return each answer that a known mistake gives, with a sentence about the mistake; the right answer is none."""
    found = {"output": _of_output, PARAMETERS: _of_parameters}.get(name, _of_states)
    right = answers(module)[name]
    yield from ((wrong, sentence) for wrong, sentence in found(module, name) if wrong != right)


def _unknown(right: Shape, numbers: Shape) -> str:
    if len(numbers) != len(right):
        return f"That is {counted(len(numbers), 'number')}, and it has {counted(len(right), 'number')}."
    return "Not quite; compare it with the sizes on the left." if len(right) > 1 else (
        f"That is {'more' if numbers > right else 'less'} than it has."
    )  # fmt: skip


def _of_output(module: Module, name: str) -> Iterator[tuple[Shape, str]]:
    steps, batch, width = module.steps, module.batch, module.directions * module.shown
    yield (
        returned_shapes(replace(module, batch_first=not module.batch_first))[name],
        f"Steps and batch are the wrong way round: batch_first is {module.batch_first}.",
    )
    yield (
        returned_shapes(replace(module, bidirectional=False))[name],
        "That is one direction. A bidirectional layer shows both, one behind the other.",
    )
    yield (
        returned_shapes(replace(module, proj_size=0))[name],
        f"The units are projected to {module.shown} numbers before anybody sees them.",
    )
    for shape in _both_orders((steps, batch, width * module.layers)):
        yield shape, "The layers below are not in it: output is the top layer alone, at every step."
    for shape in _both_orders((steps, batch, module.n)):
        yield shape, "n is what goes in. What comes out has the units, however many numbers go in."
    for shape in ((batch, width), (width,), (1, batch, width)):
        yield shape, "That is the last step alone. Output holds every step."
    yield (steps, width), "The batch has an axis of its own, also when all its sequences are equally long."


def _of_states(module: Module, name: str) -> Iterator[tuple[Shape, str]]:
    rows, batch, width = returned_shapes(module)[name]
    other = module.m if width == module.shown else module.shown
    yield (1, batch, width), "That is one row. There is one for every layer and direction, not for the top layer alone."
    yield (
        (module.layers, batch, width),
        "Each direction ends in a state of its own, so a bidirectional layer has two rows.",
    )
    yield (batch, rows, width), "The rows come first: batch_first does not touch the states."
    yield (
        (module.layers, batch, width * module.directions),
        "In output the directions lie side by side; here each has a row.",
    )
    for shape in _both_orders((module.steps, batch, width)):
        yield shape, "Units are not time steps. A state is the end of the run, so the steps are not in it."
    if other != width:
        yield (
            (rows, batch, other),
            (
                "The projection makes h smaller. The cell state c keeps all units."
                if name == "c_n"
                else "h is projected, so it has proj_size numbers."
            ),
        )
    yield (batch, width), "There is an axis for the layers, even where there is one layer."
    yield (rows, width), "Each sequence of the batch has states of its own."


def _of_parameters(module: Module, name: str) -> Iterator[tuple[Shape, str]]:
    total, one_gate = parameter_count(module), parameter_count(module) // module.gates
    yield (
        (total * module.steps,),
        "The weights are shared: a longer sequence adds steps and no parameters.",
    )
    yield (one_gate,), f"That is one matrix of each kind. {_kind(module)} stacks {module.gates} of them."
    yield (keras_count(module),), "That is with one bias, as in Keras. PyTorch adds two, bias_ih and bias_hh."
    yield (parameter_count(replace(module, bias=False)),), "Its two biases, of all gates, are missing."
    yield (
        (parameter_count(replace(module, bidirectional=False)),),
        "That is one direction; the other has its own weights.",
    )
    yield (parameter_count(replace(module, layers=1)),), "That is the first layer alone."
    yield (
        (module.layers * module.directions * layer_count(module, 0),),
        "The layers above read something else: not n numbers, but what the layer below shows.",
    )
    yield (parameter_count(replace(module, kind="GRU", proj_size=0)),), "That is a GRU. An LSTM has one gate more."
    yield (parameter_count(replace(module, kind="LSTM")),), "That is an LSTM, with four matrices of each kind."


def _kind(module: Module) -> str:
    return f"{'A' if module.kind == 'GRU' else 'An'} {module.kind}"


def _both_orders(shape: Shape) -> tuple[Shape, Shape]:
    return shape, (shape[1], shape[0], *shape[2:])
