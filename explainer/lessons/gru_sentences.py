"""Sentences about the conventions of the GRU, and their table."""

from collections.abc import Mapping

from explainer.cells.formula import number
from explainer.inputs.sequence import Sequence
from explainer.lessons.gru_conventions import CONVENTIONS, Convention, Difference, keep_factor

SHOWN_GATE = 0.9  # the value of z that the sentence has
SAME = 1e-12  # a smaller difference is one of rounding
ABOUT = "Several definitions are called GRU. Choose whose equations are shown; the numbers below compare them."


def of_convention(convention: Convention) -> str:
    """Return what the update gate does, where the reset gate acts, and the order of the gates."""
    factor = number(keep_factor(convention, SHOWN_GATE))
    does = "keeps the old state" if convention.keeps else "writes the candidate"
    where = "after the product with U" if convention.cell == "GRU" else "on h, before the product with U"
    order = f" Its matrices are stacked in the order {' '.join(convention.order)}." if convention.order else ""
    letter = f" Its letter for n is {convention.candidate}." if convention.candidate != "n" else ""
    return (
        f"{convention.source}: z {does}, so a unit with z = {SHOWN_GATE} keeps {factor} of its state. "
        f"The reset gate acts {where}.{order}{letter}"
    )


def of_difference(name: str, found: Difference, sequence: Sequence, seed: int) -> str:
    """Return how far h is from PyTorch's with the same weights, and what of it is a label alone."""
    run = f"The input is {sequence.title()}, and the weights are random, from seed {seed}."
    if found.copied < SAME:
        return f"{run} With the same numbers, h is that of PyTorch's GRU."
    texts = [run, f"With PyTorch's weights gate by gate, h differs by up to {number(found.copied)}."]
    if not CONVENTIONS[name].keeps:
        texts.append(
            "The label of z is a part of that: "
            f"with the signs of z's weights changed, {number(found.converted)} is left."
        )
    return " ".join([*texts, "No change of signs or order removes the rest: the reset gate acts at another place."])


def rows(differences: Mapping[str, Difference]) -> dict[str, list[str]]:
    """Return the table of all conventions by its columns."""
    found = list(CONVENTIONS.values())
    return {
        "written as in": list(CONVENTIONS),
        "z": ["keeps" if one.keeps else "writes" for one in found],
        "reset": ["after the product" if one.cell == "GRU" else "before the product" for one in found],
        "order": [" ".join(one.order) for one in found],
        "difference of h": [_rounded(one.copied) for one in differences.values()],
        "with z's signs changed": [
            "" if convention.keeps else _rounded(one.converted)
            for convention, one in zip(found, differences.values(), strict=True)
        ],
    }


def _rounded(value: float) -> str:
    return "0" if value < SAME else number(value)
