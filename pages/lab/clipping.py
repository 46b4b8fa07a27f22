"""Clipping: gradient descent with and without gradient clipping on the steep error surface of one recurrent unit."""

import streamlit as st

from explainer.cells import formula
from explainer.cells.lowering import lower
from explainer.lessons import clipping, clipping_figures, clipping_sentences
from explainer.lessons.clipping import DEFAULTS, RANGES
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.linked import linked_slider

NUMBERS = dict.fromkeys(("w", "b", "error", "gradient norm"), st.column_config.NumberColumn(format="%.5g"))


def choose() -> tuple[tuple[float, float], float, float, int]:
    """Choose the start, the learning rate, the clip threshold and the number of steps."""
    with st.container(key="controls", horizontal=True):
        w = linked_slider(_("Start w"), RANGES["w"], DEFAULTS["w"], "w", 0.05, width=170)
        b = linked_slider(_("Start b"), RANGES["b"], DEFAULTS["b"], "b", 0.05, width=170)
        rate = linked_slider(
            _("Learning rate"), RANGES["walk_rate"], DEFAULTS["walk_rate"], "walk_rate", 0.05, width=170
        )
        threshold = linked_slider(_("Clip threshold"), RANGES["clip"], DEFAULTS["clip"], "clip", 0.01, width=170)
        steps = linked_slider(_("Steps"), RANGES["walk_steps"], DEFAULTS["walk_steps"], "walk_steps", width=170)
    return (w, b), rate, threshold, steps


set_up_page("clipping")
st.title(_("Clipping"))
st.markdown(clipping_sentences.ABOUT)
st.latex(formula.equation_latex(lower(clipping.UNIT), "h", theme_mode()))
start, rate, threshold, steps = choose()
save_choices()
paths = clipping.descent_paths(start, rate, threshold, steps)
for name, path in paths.items():
    st.markdown(clipping_sentences.of_path(name, path))
left, right = st.container(key="figure").columns(2)
with left:
    st.subheader(_("Error surface"))
    turn = linked_slider(_("Rotation, in degrees"), RANGES["turn"], DEFAULTS["turn"], "turn", 5)
    chart(clipping_figures.surface_3d(paths, turn, theme_mode()), "relief")
    st.markdown(clipping_sentences.of_surface(clipping.error_surface()))
    st.subheader(_("Error at each step"))
    chart(clipping_figures.error_curves(paths, theme_mode()), "falling")
    st.markdown(clipping_sentences.of_errors(paths))
with right:
    st.subheader(_("Error surface from above"))
    chart(clipping_figures.surface_heatmap(paths, theme_mode()), "plan")
    st.markdown(clipping_sentences.ABOUT_HEATMAP)
    st.subheader(_("One gradient, clipped"))
    longest = paths["norm"].gradients[clipping.longest_gradient(paths["norm"].gradients)]
    chart(clipping_figures.clipped_gradients(longest, threshold, theme_mode()), "arrows")
    st.markdown(clipping_sentences.of_clipping(paths["norm"], threshold))
table = st.expander(_("Table of all steps"), on_change="rerun", key="walks_open")
if table.open:  # nothing is computed before it is opened
    table.dataframe(clipping_sentences.rows(paths), hide_index=True, column_config=NUMBERS)
