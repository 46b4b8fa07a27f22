"""Clipping: the cliff in the error surface of one recurrent unit, and gradient steps with and without clipping."""

import streamlit as st

from explainer.cells import formula
from explainer.cells.program import lower
from explainer.lessons import clipping, clipping_figures, clipping_sentences
from explainer.ui.address import enter, remember
from explainer.ui.input_controls import LINKED
from explainer.ui.sidebar import mode

QUIET = {"displayModeBar": False}
SHORT = st.column_config.NumberColumn(format="%.5g")


def choose() -> tuple[tuple[float, float], float, float, int]:
    """Choose where the walks start, the learning rate, the threshold of clipping and the number of steps."""
    with st.container(horizontal=True):
        w = st.slider("Start w", *clipping.RANGES["w"], 4.65, 0.05, key="w", width=170, **LINKED)
        b = st.slider("Start b", *clipping.RANGES["b"], -1.55, 0.05, key="b", width=170, **LINKED)
        rate = st.slider(
            "Learning rate", *clipping.RANGES["walk_rate"], 0.8, 0.05, key="walk_rate", width=170, **LINKED
        )
        most = st.slider("Clip threshold", *clipping.RANGES["clip"], 0.15, 0.01, key="clip", width=170, **LINKED)
        steps = st.slider("Steps taken", *clipping.RANGES["walk_steps"], 20, key="walk_steps", width=170, **LINKED)
    return (w, b), rate, most, steps


enter("cliff")
st.title("Clipping")
st.markdown(clipping_sentences.ABOUT)
st.latex(formula.symbols(lower(clipping.UNIT), "h", mode()))
start, rate, most, steps = choose()
remember()
walks = clipping.walks(start, rate, most, steps)
for name, walk in walks.items():
    st.markdown(clipping_sentences.of_walk(name, walk))
left, right = st.columns(2)
with left:
    st.subheader("The surface")
    turn = st.slider("Turn the view, in degrees", *clipping.RANGES["turn"], 115, 5, key="turn", **LINKED)
    st.plotly_chart(clipping_figures.relief(walks, turn, mode()), theme=None, key="relief", config=QUIET)
    st.markdown(clipping_sentences.of_surface(clipping.surface()))
    st.subheader("The error, step by step")
    st.plotly_chart(clipping_figures.falling(walks, mode()), theme=None, key="falling", config=QUIET)
    st.markdown(clipping_sentences.of_errors(walks))
with right:
    st.subheader("From above")
    st.plotly_chart(clipping_figures.plan(walks, mode()), theme=None, key="plan", config=QUIET)
    st.markdown(clipping_sentences.READING)
    st.subheader("What clipping does to one gradient")
    longest = walks["norm"].gradients[clipping.hardest(walks["norm"].gradients)]
    st.plotly_chart(clipping_figures.arrows(longest, most, mode()), theme=None, key="arrows", config=QUIET)
    st.markdown(clipping_sentences.of_clipping(walks["norm"], most))
table = st.expander("All steps as a table", on_change="rerun", key="walks_open")
if table.open:  # nothing is written before somebody looks
    table.dataframe(
        clipping_sentences.rows(walks),
        hide_index=True,
        column_config=dict.fromkeys(("w", "b", "error", "gradient"), SHORT),
    )
