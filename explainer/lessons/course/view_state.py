"""The state of a view as its link alone has it, before a visitor changes anything: for tests, and without a page."""

from collections.abc import Mapping

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, write_cell
from explainer.inputs.examples import EXAMPLES, NUMBERS, TEXT
from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import Sequence
from explainer.inputs.text import UNITS, read_text
from explainer.lessons.course.lesson import View
from explainer.lessons.course.state import State
from explainer.numerics.changes import parse_changes
from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.numerics.setup import Setup

WITH_SETUP = ("cell", "sequence", "gradients", "compare", "write-a-cell")
"""The pages whose setup and sequence stand in the link."""


def state_of(view: View) -> State:
    """Return the state of a view; without setup and sequence where its link names a run, a model or another page."""
    loaded = view.link.get("start") in (TRAINED, MODEL)
    if view.page not in WITH_SETUP or loaded:
        return State(view.page, view.link)
    return State(view.page, view.link, setup_of(view), sequence_of(view.link))


def setup_of(view: View) -> Setup:
    """Return the setup of a link, with the defaults of the pages."""
    link, default = view.link, Setup()
    own = view.page == "write-a-cell"
    return Setup(
        cell=OWN_CELL if own else link.get("cell", default.cell),
        m=int(link.get("m", default.m)),
        layers=int(link.get("layers", default.layers)) if view.page in ("cell", "sequence") else 1,
        init=link.get("start", default.init),
        seed=int(link.get("seed", default.seed)),
        scale=float(link.get("scale", default.scale)),
        keep=link.get("keep", default.keep),
        text=link.get("own", write_cell(CELLS["LSTM"])),
        changes=parse_changes(link.get("changes", "")),
    )


def sequence_of(link: Mapping[str, str]) -> Sequence:
    """Return the sequence of a link, with the defaults of the pages."""
    kind = link.get("input", "text")
    if kind == "text":
        return read_text(link.get("text", TEXT), link.get("by", UNITS[0]))
    if kind == "numbers":
        return read_numbers(link.get("numbers", NUMBERS), link.get("scaling", "standard"))
    return EXAMPLES[kind][0]()
