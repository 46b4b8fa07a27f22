"""Which of four configurations a task is: what its network reads and predicts over time, and the shapes of nn.RNN."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from explainer.inputs.sequence import counted
from explainer.inputs.symbols import one_hot
from explainer.tasks.problem import Problem

Names = tuple[str, ...]


@dataclass(frozen=True)
class Configuration:
    """One of the four: its title, the test that a problem is one, a sentence, what its picture shows, and its tensors.

    `tensors` are rows (name, the letters of its shape); T and n are those of a source where there is one, and then S
    and k those of the target.
    """

    title: str
    applies: Callable[[Problem], bool]
    about: str
    alt: str
    tensors: tuple[tuple[str, Names], ...]


def _is_encoder_decoder(problem: Problem) -> bool:
    return getattr(problem, "pairs", None) is not None


def _reads_nothing_new(problem: Problem) -> bool:
    """Tell whether nothing comes in after the first step but what was written last."""
    return len(problem.probe.x) > 1 and all(
        _is_fed_back(problem, batch.x, batch.target) for batch in (problem.probe, problem.test)
    )


def _is_fed_back(problem: Problem, x: NDArray[Any], target: NDArray[Any]) -> bool:
    """Tell whether after the first step all inputs are 0, or the last ones stand for the target of the step before."""
    later, proper = x[1:], problem.n - problem.k
    if not later.any():
        return True
    if problem.tokens or problem.kind != "classes" or problem.where != "each" or proper < 1 or later[:, :proper].any():
        return False
    fed = later[:, proper:]  # (T - 1, k, B)
    return bool(((fed == one_hot(target[:-1], problem.k)).all(axis=1) | ~fed.any(axis=1)).all())


SEQUENCE = (("input", ("T", "B", "n")), ("output", ("T", "B", "m")), ("h_n", ("L", "B", "m")))
CONFIGURATIONS = (
    Configuration(
        "Encoder-decoder", _is_encoder_decoder,
        "One network reads the whole source. Its last states, h_n, are the first ones of a second, which writes the "
        "target.",
        "Diagram: inputs enter the states of an encoder, and its last state becomes the first one of a decoder, from "
        "which the predictions come.",
        (("source", ("T", "B", "n")), ("h_n", ("L", "B", "m")), ("target", ("S", "B", "k")),
         ("output", ("S", "B", "m")), ("prediction", ("S", "B", "k"))),
    ),
    Configuration(
        "One to many", _reads_nothing_new,
        "All of the input comes at the first step, and nothing new after it. Something is predicted at each step.",
        "Diagram: one input at the first step, and a prediction at each step.",
        (*SEQUENCE, ("prediction", ("T", "B", "k"))),
    ),
    Configuration(
        "Many to one", lambda problem: problem.where == "last",
        "Something is read at each step. One prediction is made at the last, from the last hidden state.",
        "Diagram: an input at each step, and a prediction at the last one.",
        (*SEQUENCE, ("prediction", ("B", "k"))),
    ),
    Configuration(
        "Many to many, aligned", lambda problem: problem.where == "each",
        "Something is read at each step, and something predicted.",
        "Diagram: an input at each step, and a prediction at each one where it counts.",
        (*SEQUENCE, ("prediction", ("T", "B", "k"))),
    ),
)  # fmt: skip
"""In this order, the first that applies to a problem is what it is."""
LETTERS = {
    "T": "steps", "S": "steps of the target", "B": "sequences in a batch", "n": "inputs", "m": "units", "L": "layers",
    "k": "outputs",
}  # fmt: skip


def configuration_of(problem: Problem) -> Configuration:
    """Return which configuration a problem is."""
    return next(one for one in CONFIGURATIONS if one.applies(problem))


def sizes_of(problem: Problem, batch: int, m: int, layers: int) -> dict[str, int]:
    """Return the number that each letter of a shape stands for, in a network with m units and these layers."""
    sizes = {"T": problem.steps, "S": problem.steps, "B": batch, "n": problem.n, "m": m, "L": layers, "k": problem.k}
    pairs = getattr(problem, "pairs", None)
    if pairs is None:
        return sizes
    steps = {"T": pairs.source_steps, "S": pairs.target_steps}
    return sizes | steps | {"n": len(pairs.source_symbols), "k": len(pairs.target_symbols)}


def describe(problem: Problem) -> str:
    """Say which configuration a problem is, and at how many steps a prediction counts where it is not at all."""
    found = configuration_of(problem)
    mask = problem.probe.mask
    if problem.where == "last" or mask is None or mask.all():
        return f"{found.title}: {found.about}"
    return (
        f"{found.title}: {found.about} Of the {counted(len(mask), 'prediction')} for the test sequence below, "
        f"{int(mask.sum())} {'counts' if mask.sum() == 1 else 'count'}."
    )


def shape_rows(problem: Problem, sizes: Mapping[str, int]) -> list[tuple[str, str, str, str]]:
    """Return for each tensor its name, its shape in letters, in numbers, and in letters with batch_first=True."""
    return [
        (name, _shape(letters), _shape(f"{sizes[one]:,}" for one in letters), _shape(_batch_first(letters)))
        for name, letters in configuration_of(problem).tensors
    ]


def _shape(parts: Iterable[str]) -> str:
    return f"({', '.join(parts)})"


def _batch_first(letters: Names) -> Names:
    """Return a shape with the batch before the steps; that of states stays, as in torch.nn.RNN."""
    return (letters[1], letters[0], *letters[2:]) if letters[0] in ("T", "S") else letters
