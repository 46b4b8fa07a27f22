"""The convention switch of the GRU: whose equations are shown, and how far each is from PyTorch's."""

import streamlit as st

from explainer.cells.catalogue import Cell
from explainer.lessons import gru_sentences
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.gru_conventions import CONVENTIONS, compare_conventions
from explainer.numerics.setup import MOST_SEED, Setup
from explainer.ui.cell_controls import DEFAULT_SETUP
from explainer.ui.input_controls import example
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.ui.translated import label


def choose_convention() -> Cell:
    """Choose a convention and return the GRU with its equations."""
    st.markdown(gru_sentences.ABOUT)
    name: str = st.selectbox(
        label(gettext_noop("Written as in")), list(CONVENTIONS), key="convention", width=280, **LINKED
    )
    st.markdown(plain(gru_sentences.of_convention(CONVENTIONS[name])))
    return CONVENTIONS[name].equations


def show_differences() -> None:
    """Show how far each convention is from PyTorch's GRU with the same weights."""
    st.subheader(label(gettext_noop("The same weights in each convention")))
    with st.container(key="differences"):
        seed = st.number_input(
            label(gettext_noop("Seed")), 0, MOST_SEED, DEFAULT_SETUP.seed, key="seed", width=130, **LINKED
        )
        found = compare_conventions(Setup("GRU", seed=int(seed)), example())
        name = st.session_state.convention
        st.markdown(plain(gru_sentences.of_difference(name, found[name], example(), int(seed))))
        st.dataframe(gru_sentences.rows(found), hide_index=True)
