"""By hand: the worked example of backpropagation through time, line by line, and as a worksheet."""

import streamlit as st

from explainer.cells import formula
from explainer.inputs.sequence import InputError, Sequence
from explainer.lessons import by_hand, derivation, remarks, worked_lines, worksheet
from explainer.numerics.setup import MOST_SEED
from explainer.ui import address
from explainer.ui.cell_controls import FIRST
from explainer.ui.input_controls import LINKED
from explainer.ui.markdown import plain
from explainer.ui.sidebar import mode


def choose() -> by_hand.Example:
    """Choose series, seed and learning rate; a series that cannot be read leaves the last good one on the page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Series", by_hand.SERIES, key="series", help=ABOUT, width=260, **LINKED)
        seed = st.number_input("Seed", 0, MOST_SEED, FIRST.seed, key="seed", width=130, **LINKED)
        rate = st.number_input(
            "Learning rate η", *by_hand.RATES, by_hand.RATE, 0.1, "%g", key="eta", width=150, **LINKED
        )
    return by_hand.work(last_good(text or ""), int(seed), rate)


def last_good(text: str) -> Sequence:
    """Read the series; where it cannot be read, say why and return the last one that could, or an example."""
    try:
        st.session_state.good_series = by_hand.read_series(text)
    except InputError as problem:
        st.error(f"{plain(str(problem))} The numbers below are those of a series that can be read.")
    return st.session_state.get("good_series") or by_hand.read_series(by_hand.SERIES)


def show(section: derivation.Section, remark: str) -> None:
    """Show a section's groups side by side where there is room."""
    st.subheader(section.title)
    st.markdown(worked_lines.prose(f"{section.about} {remark}", mode()))
    with st.container(horizontal=True, gap="small"):
        for group in section.groups:
            with st.container(width=355):
                st.markdown(worked_lines.markdown(group, numbers, mode()))


ABOUT = f"{by_hand.FEWEST} to {by_hand.MOST} numbers parted by spaces; the last one is the target."

address.enter("by_hand")
st.title("By hand")
st.markdown(worked_lines.prose(derivation.INTRO))
example = choose()
numbers = by_hand.values(example)
with st.container(horizontal=True):
    for label, text, name in worksheet.files(example):
        st.download_button(label, text, name, "text/markdown", on_click="ignore")
st.markdown(worked_lines.prose(remarks.outcome(example)))
st.subheader("Given")
symbols = formula.symbols(by_hand.PROGRAM, "h", mode())
st.markdown(f"{remarks.scaled(example)} The cell: ${symbols}$. {derivation.ROUNDED}")
st.markdown(worked_lines.given(derivation.given(example.steps), numbers))
for section, remark in zip(derivation.sections(example.steps), remarks.remarks(example), strict=True):
    show(section, remark)
address.remember()
