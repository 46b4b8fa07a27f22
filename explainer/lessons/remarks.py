"""The remarks: what the numbers of a worked example show, one sentence for each section of its derivation."""

import numpy as np

from explainer.lessons.by_hand import Example
from explainer.lessons.worked_lines import digits
from explainer.numerics.gradient_flow import norms


def scaled(example: Example) -> str:
    """Say what is read and what is to be answered, and over what it was divided."""
    *first, last = (digits(value) for value in example.series.raw[:, 0])
    size = example.series.scalings[0].size
    before = f"The series {', '.join(first)} is to be followed by {last}."
    if size == 1:
        return f"{before} The numbers are small enough for tanh as they are."
    *read, target = (digits(value) for value in example.series.x[:, 0])
    return (
        f"{before} Divided by {digits(size)}, so that tanh is not at its limits from the start: "
        f"{', '.join(read)} and {target}."
    )


def remarks(example: Example) -> tuple[str, ...]:
    """Return one sentence for each section, in their order."""
    return tuple(say(example) for say in (_answer, _distance, _turn, _flow, _largest, _move, _foretold))


def _answer(example: Example) -> str:
    return f"After {example.steps} steps the answer is y = {digits(_y(example))}."


def _distance(example: Example) -> str:
    off, target = _y(example) - float(example.series.x[-1, 0]), digits(float(example.series.x[-1, 0]))
    if off == 0:
        return f"The answer is the target, {target}, exactly."
    return f"The answer is {digits(abs(off))} {'above' if off > 0 else 'below'} the target, {target}."


def _turn(example: Example) -> str:
    off = _y(example) - float(example.series.x[-1, 0])
    if off == 0:
        return "There is nothing to correct."
    return (
        f"A {'lower' if off > 0 else 'higher'} answer would be better, so dL/dy is {'above' if off > 0 else 'below'} 0."
    )


def _flow(example: Example) -> str:
    lengths = norms(example.before.back.values["h"])  # (T,)
    last, first = lengths[-1], lengths[0]
    if not last:
        return "The loss is 0, so nothing is felt at any step."
    return (
        f"The length of dL/dh is {digits(last)} at step {len(lengths)} and {digits(first)} at step 1, "
        f"{digits(first / last)} times as much."
    )


def _largest(example: Example) -> str:
    lengths = norms(example.before.back.terms("U_h"))  # (T,)
    start = "Step 1 adds nothing to dL/dU_h, because h_0 is 0"
    return f"{start}; step {int(lengths.argmax()) + 1} adds most." if lengths.any() else f"{start}, nor do the others."


def _move(example: Example) -> str:
    before, after = example.before.params, example.after.params
    moves = {name: float(np.abs(after[name] - before[name]).max()) for name in before}
    name = max(moves, key=lambda name: moves[name])
    return f"The longest step is taken in {name}, by {digits(moves[name])}." if moves[name] else "Nothing moves."


def _foretold(example: Example) -> str:
    gradients = example.before.gradients.values()
    square = sum(float((np.asarray(gradient) ** 2).sum()) for gradient in gradients)
    less = example.before.reading.value - example.after.reading.value
    return (
        f"{outcome(example)} Were the loss a straight line, η times the squared length of all derivatives, "
        f"{digits(example.rate * square)}, would have been taken off; it is {digits(less)}."
    )


def outcome(example: Example) -> str:
    """Say whether the update has made the loss smaller, and if not, why."""
    before, after = example.before.reading.value, example.after.reading.value
    rate, ways = digits(example.rate), f"from L = {digits(before)} to L′ = {digits(after)}"
    if after < before:
        return f"The loss falls {ways}: this one update took away {1 - after / before:.1%} of it."
    if after == before:
        return f"The loss stays at L = {digits(before)}: {_why(example)}."
    if not np.isfinite(after):
        return f"The loss has become too large for a number: with η = {rate} the update goes much too far."
    return (
        f"The loss rises {ways}. The derivatives tell where it falls for a short step only; "
        f"with η = {rate} the step is too long, so try a smaller learning rate."
    )


def _why(example: Example) -> str:
    if not example.before.reading.value:
        return "there is no error to learn from"
    return "with η = 0 nothing moves" if not example.rate else "the step is too short to show in it"


def _y(example: Example) -> float:
    return float(np.asarray(example.before.reading.answers)[0, 0])
