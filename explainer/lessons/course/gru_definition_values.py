"""The numbers of the lesson about the GRU that come from its conventions and from comparing it with the LSTM."""

import math
from collections.abc import Mapping

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.memory import keep_gate, write_gate
from explainer.inputs.examples import TEXT
from explainer.inputs.text import UNITS, read_text
from explainer.lessons.course.lab_settings import number
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.state import State
from explainer.lessons.gru_conventions import CONVENTIONS, Difference, compare_conventions, keep_factor
from explainer.lessons.module_shapes import Module, parameter_count
from explainer.lessons.vanishing_sentences import format_share
from explainer.numerics.setup import Setup

TIMES = 3  # the steps of the last question
GATE = 0.9  # z in the last question
CHO, CHUNG = "Cho et al. 2014", "Chung et al. 2014"


def differences(link: Mapping[str, str]) -> Mapping[str, Difference]:
    """Return the differences that the Cell library shows."""
    setup = Setup("GRU", seed=int(number(link, "seed", Setup().seed)))
    return compare_conventions(setup, read_text(TEXT, UNITS[0]))


def of_conventions(state: State) -> dict[str, object]:
    """Return the differences of the papers to PyTorch, and what is left of it once signs are changed."""
    found = differences(state.link)
    return {
        "relabelled": format_share(found[CHUNG].relabelled), "copied": found[CHUNG].copied, "place": found[CHO].copied,
        "keeps": keep_factor(CONVENTIONS[CHUNG], GATE), "gate": GATE, "times": TIMES,
    }  # fmt: skip


def label_option(state: State) -> int:
    """Return whether z and 1 − z exchanged make the same network with other signs (0) or another one (1)."""
    return 0 if differences(state.link)[CHUNG].relabelled < 1e-9 else 1


def place_difference(state: State) -> float:
    """Return the largest difference of h between the reset before and after the product, with the same weights."""
    return differences(state.link)[CHO].copied


def of_cells(state: State) -> dict[str, object]:
    """Return the numbers of states and parameters of an LSTM and a GRU of the same sizes."""
    counts = {kind: parameter_count(Module(kind, 10, 20)) for kind in ("LSTM", "GRU")}
    return {
        "lstm_states": len(CELLS["LSTM"].state), "gru_states": len(CELLS["GRU"].state),
        "ratio": counts["GRU"] / counts["LSTM"],
    }  # fmt: skip


def cells_option(state: State) -> int:
    """Return whether a GRU lacks a gate alone (0), or has one state in which writing is the rest of keeping (1)."""
    program = lower(CELLS["GRU"])
    tied = write_gate(program) == f"1 - {keep_gate(program)}"
    return 1 if tied and len(CELLS["GRU"].state) < len(CELLS["LSTM"].state) else 0


def left_in_question(state: State) -> float:
    """Return how much of the old state is left after three steps at z = 0.9 where z writes and the candidate is 0."""
    return math.pow(keep_factor(CONVENTIONS[CHUNG], GATE), TIMES)


def question_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for the last question."""
    keeps = keep_factor(CONVENTIONS["PyTorch"], GATE)
    return {
        gettext_noop("That is PyTorch's z, which keeps. Here z stands before the candidate, and 1 − z before the "
                     "state."):
            math.pow(keeps, TIMES),
        gettext_noop("That is left after one step. There are three, and each multiplies."):
            keep_factor(CONVENTIONS[CHUNG], GATE),
    }  # fmt: skip
