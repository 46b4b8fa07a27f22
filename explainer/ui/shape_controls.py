"""The controls of Shapes: the module, and the form for predictions."""

from typing import Any

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.lessons.module_shapes import KINDS, LIMITS, SIZES, SWITCH, SWITCHES, Module
from explainer.lessons.shape_feedback import MOST_TYPED, PARAMETERS, answers
from explainer.ui.linked import LINKED, linked_slider
from explainer.ui.translated import label

DEFAULT = Module()
WIDTH = 150  # of a control
TITLES = {
    "shape_n": gettext_noop("Inputs n"), "shape_m": gettext_noop("Units m"), "shape_layers": "num_layers",
    "shape_proj": "proj_size", "shape_steps": gettext_noop("Time steps T"), "shape_batch": gettext_noop("Batch B"),
}  # fmt: skip
ABOUT = {
    "shape_n": gettext_noop("The numbers that are read at each step, input_size."),
    "shape_m": gettext_noop("The size of the hidden state, hidden_size."),
    "shape_layers": gettext_noop("Stacked layers: what one shows is what the next reads."),
    "shape_proj": gettext_noop("An LSTM only: h is multiplied by a matrix to this size; 0 for none."),
    "shape_steps": gettext_noop("How long the sequences are."),
    "shape_batch": gettext_noop("How many sequences are read side by side."),
    "shape_bidirectional": gettext_noop("A second set of weights reads the sequence from its end."),
    "shape_batch_first": gettext_noop("The batch is the first axis of input and output."),
    "shape_bias": gettext_noop("With no, both biases are left out."),
}


ABOUT_FORM = gettext_noop("**Predict, then compare.** Nothing has to be typed to see the shapes.")


def choose_module() -> Module:
    """Draw the controls and return the module; a change hides the answer."""
    with st.container(key="module", horizontal=True):
        kind: str = st.selectbox(
            label(gettext_noop("Module")),
            KINDS,
            KINDS.index(DEFAULT.kind),
            key="shape_kind",
            on_change=hide_answer,
            width=WIDTH,
            **LINKED,
        )
        sizes: dict[str, Any] = {SIZES[key]: _size(key) for key in SIZES}
        switches = {field: _switch(key) for key, field in SWITCHES.items()}
    return Module(kind, **sizes, **switches)


def _size(key: str) -> int:
    return int(
        linked_slider(
            label(TITLES[key]),
            LIMITS[key],
            getattr(DEFAULT, SIZES[key]),
            key,
            help=label(ABOUT[key]),
            on_change=hide_answer,
            width=WIDTH,
        )
    )


def _switch(key: str) -> bool:
    options = list(reversed(SWITCH.values()))
    index = options.index(SWITCH[getattr(DEFAULT, SWITCHES[key])])
    chosen = st.radio(
        SWITCHES[key],
        options,
        index,
        key=key,
        horizontal=True,
        help=label(ABOUT[key]),
        on_change=hide_answer,
        width=WIDTH,
        **LINKED,
    )
    return chosen == SWITCH[True]


def hide_answer() -> None:
    """Take the answer out of the link, and so off the page."""
    st.query_params.pop("answer", None)


def show_answer() -> None:
    """Put into the link that the answer is shown."""
    st.query_params["answer"] = "shown"


def choose_predictions(module: Module) -> dict[str, str]:
    """Draw the form for predictions and return what is typed, by the name of the answer."""
    with st.form("predictions"):
        st.markdown(label(ABOUT_FORM))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            typed = {name: _prediction(name) for name in answers(module)}
        st.form_submit_button(label(gettext_noop("Show the shapes")), type="primary", on_click=show_answer)
    return typed


def _prediction(name: str) -> str:
    placeholder = label(gettext_noop("a number") if name == PARAMETERS else gettext_noop("such as 6, 2, 4"))
    title = label(gettext_noop("parameters")) if name == PARAMETERS else name
    return st.text_input(title, key=f"predicted_{name}", max_chars=MOST_TYPED, placeholder=placeholder, width=150) or ""
