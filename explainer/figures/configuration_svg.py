"""The picture of a configuration, as SVG: boxes for inputs, hidden states and predictions over time."""

from collections.abc import Sequence
from html import escape

from explainer.cells.palette import FOREGROUND, HUES
from explainer.figures.configuration import CONFIGURATIONS, configuration_of
from explainer.inputs.sequence import VISIBLE
from explainer.tasks import probe
from explainer.tasks.problem import Problem

ENCODER_DECODER, ONE_TO_MANY, *_ = CONFIGURATIONS
WIDTH, HEIGHT, SIDE = 340, 184, 30  # SIDE: for the states before the first step and after the last
BOX, TALL, LOW, DOTS = 42, 30, 24, 20  # width of a box, height of one with a state, of the others, width of dots
PREDICTED, STATE, READ = 38, 92, 146  # the middles of the three rows
MOST_LETTERS = 6  # of a label in a box
GAP = -1  # stands for the steps that are left out
ROLES = ("input", "hidden", "read")
SUBSCRIPT = '<tspan dy="3" font-size="9">{}</tspan>'


def configuration_svg(problem: Problem) -> str:
    """Return the picture of a problem; its colours follow the colour scheme of the page that has it as an image."""
    drawn = _two_networks() if configuration_of(problem) is ENCODER_DECODER else _one_network(problem)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-size="12" font-family="sans-serif" text-anchor="middle"><style>{_style(0)}'
        f"@media (prefers-color-scheme: dark){{{_style(1)}}}</style>{''.join(drawn)}</svg>"
    )


def _style(mode: int) -> str:
    """Return the colours of texts, and of the boxes, lines and heads of arrows of each role."""
    roles = "".join(f".{role}{{stroke:{HUES[role][mode]}}}.{role}-head{{fill:{HUES[role][mode]}}}" for role in ROLES)
    return f"text{{fill:{FOREGROUND[mode]}}}{roles}"


def shown_steps(count: int, counted: Sequence[int]) -> list[int]:
    """Return the steps that are drawn, from 0: all up to five, else the first and last two, with a GAP between them.

    Where a prediction counts at none of these, one is drawn at which it does.
    """
    if count <= 5:
        return list(range(count))
    ends = [0, 1, GAP, count - 2, count - 1]
    return ends if set(ends) & set(counted) else [0, GAP, counted[0], GAP, count - 1]


def counted_steps(problem: Problem) -> list[int]:
    """Return the steps of the probe, from 0, at which a prediction counts."""
    count, mask = len(problem.probe.x), problem.probe.mask
    if problem.where == "last":
        return [count - 1]
    return [step for step in range(count) if mask is None or mask[step, 0] > 0]


def _one_network(problem: Problem) -> list[str]:
    count = len(problem.probe.x)
    steps = shown_steps(count, counted_steps(problem))
    middles = _middles(len(steps))
    read, predicted = input_labels(problem, steps), prediction_labels(problem, steps)
    found = [
        _text(6, 12, "predictions", "start"),
        _text(6, HEIGHT - 6, "inputs", "start"),
        *_states(middles, steps, count),
    ]
    for x, step in zip(middles, steps, strict=True):
        if step != GAP:
            nothing_new = configuration_of(problem) is ONE_TO_MANY and step > 0
            found += _input(x, read[step], nothing_new) + (_prediction(x, predicted[step]) if step in predicted else [])
    return found


def _two_networks() -> list[str]:
    """Return an encoder and a decoder of three columns each; the arrow between them is the state handed over."""
    middles = [50.0, 90.0, 130.0, 210.0, 250.0, 290.0]
    found = [
        *_states(middles, [0, GAP, 1, 2, GAP, 3], 0), _text(middles[1], READ + 36, "encoder: the source"),
        _text(middles[4], READ + 36, "decoder: the target"), _text(WIDTH / 2, STATE - 8, _named("h", "n")),
    ]  # fmt: skip
    for x, label in zip(middles, (_named("x", "1"), "", _named("x", "T"), "▷", "", _named("y", "S−1")), strict=True):
        found += _input(x, label) if label else []
    for x, label in ((middles[3], _named("y", "1")), (middles[5], _named("y", "S"))):
        found += _prediction(x, label)
    return found


def input_labels(problem: Problem, steps: Sequence[int]) -> dict[int, str]:
    """Return what the input boxes hold: the symbols of the probe where all are short, else x and the step.

    A step at which nothing comes in has an empty label.
    """
    shown = [step for step in steps if step != GAP]
    if configuration_of(problem) is ONE_TO_MANY:
        labels = problem.labels or ("x",) * len(problem.probe.x)
        return {step: escape(labels[step]) if problem.probe.x[step].any() else "" for step in shown}
    sequence = probe.sequence(problem)
    return _short(shown, sequence.visible_labels if sequence.kind == "text" else (), "x", len(problem.probe.x))


def prediction_labels(problem: Problem, steps: Sequence[int]) -> dict[int, str]:
    """Return what is predicted at the steps that count: the classes of the probe where all are short, else y."""
    batch, count = problem.probe, len(problem.probe.x)
    counted = [step for step in counted_steps(problem) if step in steps]
    if problem.kind != "classes":
        return _short(counted, (), "y", count)
    classes = [int(batch.target[0])] * count if problem.where == "last" else batch.target[:, 0].tolist()
    names = [problem.outputs[k] for k in classes]
    return _short(counted, [VISIBLE.get(name, name) for name in names], "y", count)


def _short(steps: Sequence[int], labels: Sequence[str], letter: str, count: int) -> dict[int, str]:
    if labels and all(len(labels[step]) <= MOST_LETTERS for step in steps):
        return {step: escape(labels[step]) for step in steps}
    return {step: _named(letter, _number(step, count)) for step in steps}


def _number(step: int, count: int) -> str:
    """Return the number of a step, from 1; those of the last two are T and T−1 where not all steps are drawn."""
    back = count - 1 - step
    return str(step + 1) if count <= 5 or back > 1 else "T" if back == 0 else "T−1"


def _named(letter: str, number: str) -> str:
    return letter + SUBSCRIPT.format(number)


def _middles(count: int) -> list[float]:
    width = (WIDTH - 2 * SIDE) / count
    return [SIDE + width * (k + 0.5) for k in range(count)]


def _states(middles: Sequence[float], steps: Sequence[int], count: int) -> list[str]:
    """Return the boxes of the hidden states, and the arrows from each to the next, from h_0 and to h_n."""
    found = [_text(10, STATE + 4, _named("h", "0")), _text(WIDTH - 10, STATE + 4, _named("h", "n"))]
    halves = [DOTS / 2 if step == GAP else BOX / 2 for step in steps]
    sides = [x for middle, half in zip(middles, halves, strict=True) for x in (middle - half, middle + half)]
    edges = [20.0, *sides, WIDTH - 20.0]
    found += [_arrow(a, STATE, b, STATE, "hidden") for a, b in zip(edges[::2], edges[1::2], strict=True)]
    for x, step in zip(middles, steps, strict=True):
        label = _named("h", _number(step, count)) if count else "h"
        found += [_text(x, STATE + 4, "…")] if step == GAP else _box(x, STATE, TALL, label, "hidden")
    return found


def _input(x: float, label: str, ghost: bool = False) -> list[str]:
    """Return the box of an input and its arrow; without an arrow where nothing comes in, a ghost for nothing new."""
    box = _box(x, READ, LOW, label or "0", "input", ghost)
    return [*box, _arrow(x, READ - LOW / 2, x, STATE + TALL / 2, "input")] if label else box


def _prediction(x: float, label: str) -> list[str]:
    return [*_box(x, PREDICTED, LOW, label, "read"), _arrow(x, STATE - TALL / 2, x, PREDICTED + LOW / 2, "read")]


def _box(x: float, y: float, height: float, label: str, role: str, ghost: bool = False) -> list[str]:
    dashes = ' stroke-dasharray="3 3"' if ghost else ""
    box = (
        f'<rect x="{x - BOX / 2:.1f}" y="{y - height / 2:.1f}" width="{BOX}" height="{height}" rx="3" fill="none" '
        f'stroke-width="1.6" class="{role}"{dashes}/>'
    )
    return [box, _text(x, y + 4, label)]


def _arrow(x1: float, y1: float, x2: float, y2: float, role: str) -> str:
    """Return an arrow to the right, or upwards."""
    head = f"M{x2 - 5:.1f} {y2 - 3.5}l5 3.5l-5 3.5z" if y1 == y2 else f"M{x2 - 3.5:.1f} {y2 + 5}l3.5 -5l3.5 5z"
    line = f"M{x1:.1f} {y1}L{x2:.1f} {y2}"
    return f'<path d="{line}" class="{role}" stroke-width="1.6"/><path d="{head}" class="{role}-head"/>'


def _text(x: float, y: float, label: str, align: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{align}">{label}</text>'
