"""Sentences about a worked example, one for each section of its derivation, computed from its numbers."""

import numpy as np

from explainer.inputs.sequence import counted
from explainer.lessons.by_hand import Example
from explainer.lessons.worked_lines import digits
from explainer.numerics.gradient_flow import norms


def of_scaling(example: Example) -> str:
    """Return the inputs, the target, and the number by which they were divided."""
    *first, last = (digits(value) for value in example.series.raw[:, 0])
    size = example.series.scalings[0].size
    series = f"After the series {', '.join(first)} the target is {last}."
    if size == 1:
        return f"{series} The numbers are small enough for tanh as they are."
    *inputs, target = (digits(value) for value in example.series.x[:, 0])
    return (
        f"{series} All are divided by {digits(size)}, so that tanh is not saturated at the start: "
        f"{', '.join(inputs)} and {target}."
    )


def of_sections(example: Example) -> tuple[str, ...]:
    """Return one sentence for each section, in their order."""
    return tuple(
        sentence(example)
        for sentence in (_prediction, _error, _direction, _gradient_norms, _largest_term, _largest_change, _decrease)
    )


def _prediction(example: Example) -> str:
    return f"After {counted(example.steps, 'step')} the prediction is y = {digits(_y(example))}."


def _error(example: Example) -> str:
    error, target = _y(example) - float(example.series.x[-1, 0]), digits(float(example.series.x[-1, 0]))
    if error == 0:
        return f"The prediction equals the target, {target}."
    return f"The prediction is {digits(abs(error))} {'above' if error > 0 else 'below'} the target, {target}."


def _direction(example: Example) -> str:
    error = _y(example) - float(example.series.x[-1, 0])
    if error == 0:
        return "There is nothing to correct."
    better, side = ("lower", "above") if error > 0 else ("higher", "below")
    return f"A {better} prediction would be better, so dL/dy is {side} 0."


def _gradient_norms(example: Example) -> str:
    lengths = norms(example.before.layer_gradients.values["h"])  # (T,)
    last, first = lengths[-1], lengths[0]
    if not last:
        return "The loss is 0, so dL/dh is 0 at every step."
    return (
        f"The norm of dL/dh is {digits(last)} at step {len(lengths)} and {digits(first)} at step 1, "
        f"{digits(first / last)} times as much."
    )


def _largest_term(example: Example) -> str:
    lengths = norms(example.before.layer_gradients.terms("U_h"))  # (T,)
    first = "Step 1 adds nothing to dL/dU_h, because h_0 is 0"
    return f"{first}; step {int(lengths.argmax()) + 1} adds most." if lengths.any() else f"{first}, nor do the others."


def _largest_change(example: Example) -> str:
    before, after = example.before.params, example.after.params
    changes = {name: float(np.abs(after[name] - before[name]).max()) for name in before}
    name = max(changes, key=lambda name: changes[name])
    return (
        f"The largest change is that of {name}, by {digits(changes[name])}."
        if changes[name]
        else "No parameter changes."
    )


def _decrease(example: Example) -> str:
    gradients = example.before.gradients.values()
    square = sum(float((np.asarray(gradient) ** 2).sum()) for gradient in gradients)
    decrease = example.before.loss.value - example.after.loss.value
    return (
        f"{of_outcome(example)} If the loss were linear, it would fall by η times the squared gradient norm, "
        f"{digits(example.rate * square)}. The actual decrease is {digits(decrease)}."
    )


def of_outcome(example: Example) -> str:
    """Return whether the update lowers the loss, and if not, why."""
    before, after = example.before.loss.value, example.after.loss.value
    rate, change = digits(example.rate), f"from L = {digits(before)} to L′ = {digits(after)}"
    if after < before:
        return f"The loss falls {change}: this one update lowers it by {1 - after / before:.1%}."
    if after == before:
        return f"The loss stays at L = {digits(before)}: {_why(example)}."
    if not np.isfinite(after):
        return f"The loss overflows: with η = {rate} the update is much too large."
    return (
        f"The loss rises {change}. The gradient is valid for a short step only. "
        f"With η = {rate} the step is too long, so try a smaller learning rate."
    )


def _why(example: Example) -> str:
    if not example.before.loss.value:
        return "the error is already 0"
    return "with η = 0 no parameter changes" if not example.rate else "the step is too short to change it"


def _y(example: Example) -> float:
    return float(np.asarray(example.before.loss.outputs)[0, 0])
