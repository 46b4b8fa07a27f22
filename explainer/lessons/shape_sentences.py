"""Sentences about the shapes of a module: what each holds, which parts are equal, and what Keras returns."""

from explainer.cells.catalogue import CELLS
from explainer.inputs.sequence import counted
from explainer.lessons.module_shapes import (
    Module,
    Shape,
    input_shape,
    keras_count,
    keras_shapes,
    layer_count,
    parameter_count,
    read_size,
    returned_shapes,
)
from explainer.lessons.shape_feedback import PARAMETERS, answers, feedback, format_shape

ABOUT = (
    "A module of torch.nn takes a batch of sequences and returns several arrays. "
    "Build one, predict the shape of each, then see them. "
    "T is the number of time steps, B the sequences in a batch, n the numbers at each step, m the units."
)


def of_input(module: Module) -> str:
    """Return the call, what goes in, and what comes out by name, as Markdown."""
    states = ", ".join(name for name in returned_shapes(module) if name != "output")
    returned = f"output, ({states})" if "," in states else f"output, {states}"
    return (
        f"```python\nmodule = {module.source}\n{returned} = module(x)\n```\n"
        f"x has the shape {format_shape(input_shape(module))}, which is {_sequence(module, 'n')}."
    )


def of_answers(module: Module, typed: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return for each answer its name, a sentence with its shape, and what is said to what was typed."""
    return [(name, _answer(module, name), _typed(module, name, typed.get(name, ""))) for name in answers(module)]


def _typed(module: Module, name: str, text: str) -> str:
    comment = feedback(module, name, text)
    return comment if comment[:1] in ("", "“") else f"Your prediction, {text.strip()}: {comment}"


def _answer(module: Module, name: str) -> str:
    if name == PARAMETERS:
        return of_parameters(module)
    shape = format_shape(returned_shapes(module)[name])
    if name == "output":
        ways = ", both directions side by side" if module.bidirectional else ""
        return f"{shape}, which is {_sequence(module, _width(module))}: h of the top layer at every step{ways}."
    rows = "D · L" if module.bidirectional else "L"
    each = "layer and direction" if module.bidirectional else "layer"
    what, width = ("cell state c", "m") if name == "c_n" else ("h", "proj_size" if module.proj_size else "m")
    first = " The batch does not come first here." if module.batch_first else ""
    return f"{shape}, which is ({rows}, B, {width}): the last {what} of every {each}, one row for each.{first}"


def _width(module: Module) -> str:
    shown = "proj_size" if module.proj_size else "m"
    return f"2 · {shown}" if module.bidirectional else shown


def _sequence(module: Module, width: str) -> str:
    return f"(B, T, {width})" if module.batch_first else f"(T, B, {width})"


def of_parameters(module: Module) -> str:
    """Return the number of parameters with its sum, layer by layer; T and B are not in it."""
    layers = " ".join(_layer(module, layer) for layer in range(module.layers))
    return (
        f"{parameter_count(module):,}. {layers} "
        "The numbers of steps and of sequences do not occur: all steps share the weights."
    )


def _layer(module: Module, layer: int) -> str:
    m = module.m
    inside = f"{m}·{read_size(module, layer)} + {m}·{module.shown}{f' + 2·{m}' if module.bias else ''}"
    one = f"{module.gates} · ({inside}){f' + {module.proj_size}·{m}' if module.proj_size else ''}"
    both = f"2 · ({one})" if module.bidirectional else one
    return f"Layer {layer + 1} has {both} = {module.directions * layer_count(module, layer):,}."


def of_equal_parts(module: Module) -> str:
    """Return which parts of output and h_n are equal, as code."""
    last, first = ("output[:, -1]", "output[:, 0]") if module.batch_first else ("output[-1]", "output[0]")
    if not module.bidirectional:
        return (
            f"`{last}` equals `h_n[-1]`: the last step of the top layer is in both. "
            "What the layers below end in is in h_n alone."
        )
    width = module.shown
    return (
        f"`{last}[:, :{width}]` equals `h_n[-2]`, where the forward direction ends. "
        f"`{first}[:, {width}:]` equals `h_n[-1]`, where the backward direction ends, at step 1. "
        "So the last step of output pairs a forward state that has read all with a backward one that has read one step."
    )


def of_keras(module: Module) -> str:
    """Return what Keras returns for layers of the same sizes, and how many parameters they have, as Markdown."""
    name = {"RNN": "SimpleRNN"}.get(module.kind, module.kind)
    layer = f"keras.layers.{name}({module.m})"
    layer = f"keras.layers.Bidirectional({layer})" if module.bidirectional else layer
    stacked = f" It is the top one of {module.layers}; each is a layer of its own." if module.layers > 1 else ""
    listed = "\n".join(
        f"- `{argument}`: {_keras_shape(module, argument, shape)}" for argument, shape in keras_shapes(module).items()
    )
    projection = "Keras has no projection. " if module.proj_size else ""
    return (
        f"The layer is `{layer}`.{stacked} The batch always comes first. "
        f"Its arguments decide what comes back:\n\n{listed}\n\n{projection}{_keras_count(module)}"
    )


def _keras_shape(module: Module, argument: str, shape: Shape) -> str:
    if argument != "return_state=True":
        return format_shape(shape)
    states = counted(len(CELLS[module.kind].state) * module.directions, "state")
    return f"{states} more, {'each ' if states[0] != '1' else ''}{format_shape(shape)}"


def _keras_count(module: Module) -> str:
    ours, theirs = parameter_count(module), keras_count(module)
    if ours == theirs:
        why = "its GRU has two biases, too" if module.kind == "GRU" and module.bias else "it has the same matrices"
        return f"Its parameters are as many, {theirs:,}: {why}."
    why = "" if module.proj_size else ", because it has one bias where PyTorch has two"
    return f"It has {counted(theirs, 'parameter')} instead of {ours:,}{why}."
