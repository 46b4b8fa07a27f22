"""The controls of By hand: series, seed and learning rate."""

import streamlit as st

from explainer.inputs.sequence import InputError, Sequence
from explainer.lessons import by_hand
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.setup import MOST_SEED
from explainer.ui.cell_controls import DEFAULT_SETUP
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain

ABOUT = gettext_noop("{fewest} to {most} numbers separated by spaces; the last one is the target.")


def choose_example() -> by_hand.Example:
    """Choose series, seed and learning rate; where the series cannot be read, the last readable one is used."""
    about = _(ABOUT).format(fewest=by_hand.MIN_NUMBERS, most=by_hand.MAX_NUMBERS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(_("Series"), by_hand.SERIES, key="series", help=about, width=260, **LINKED)
        seed = st.number_input(_("Seed"), 0, MOST_SEED, DEFAULT_SETUP.seed, key="seed", width=130, **LINKED)
        rate = st.number_input(
            _("Learning rate η"), *by_hand.RATES, by_hand.RATE, 0.1, "%g", key="eta", width=150, **LINKED
        )
    return by_hand.compute_example(last_readable_series(text or ""), int(seed), rate)


def last_readable_series(text: str) -> Sequence:
    """Read the series; where it cannot be read, show why and return the last readable one, or the example."""
    try:
        st.session_state.last_series = by_hand.read_series(text)
    except InputError as problem:
        st.error(f"{plain(str(problem))} Below is the last series that could be read.")
    return st.session_state.get("last_series") or by_hand.read_series(by_hand.SERIES)
