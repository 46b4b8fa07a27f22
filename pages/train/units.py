"""Units: which unit of a language network follows which feature of its test text, and what is on over a span."""

import streamlit as st

from explainer.figures import unit_figures, unit_sentences
from explainer.inputs.sequence import InputError
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import CheckpointError, load_checkpoint
from explainer.ui import address, answers, unit_controls, unit_tables
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.run_controls import choose_checkpoint, choose_seed
from explainer.web.brush import mount, payload


def rank(weights: Checkpoint) -> unit_controls.ScoredFeature | None:
    """Choose a feature, and show how well each unit follows it."""
    finder, scored = unit_controls.finder_of(weights), unit_controls.choose_feature(weights)
    if scored:
        sentence = unit_sentences.of_best(scored.scores, finder.read, scored.name, scored.untrained)
        answers.answer(f"{plain(scored.about)} **{plain(sentence)}**", "best")
        ranking = unit_figures.unit_ranking(scored.scores, finder.read, theme_mode())
        chart(ranking, "ranking", sentence, unit_controls.take_clicked_unit)
        st.caption(f"{unit_sentences.ABOUT_SCORE}  \n{unit_sentences.ABOUT_CHANCE}")
    unit_tables.show_tables(weights, scored)
    return scored


@st.fragment
def read_text(weights: Checkpoint, scored: unit_controls.ScoredFeature | None) -> None:
    """Show the text, coloured by a unit and with a brush; another span reruns this fragment alone."""
    st.subheader(_("The text"))
    finder, key = unit_controls.finder_of(weights), f"brush {weights.run}"
    address.update_link(key, "span")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = unit_controls.choose_unit(finder, scored)
        found, threshold = unit_controls.choose_brush(finder)
    if scored and unit != scored.scores.best:
        answers.answer(plain(unit_sentences.of_unit(scored.scores, finder.read, unit, scored.name)), "unit")
    answers.answer(f"**{plain(unit_sentences.of_brush(found, finder.read, finder.text, threshold))}**", "brush")
    values = (scored.values, scored.name) if scored else (None, "")
    data = payload.payload(finder, weights, unit, found, *values)
    mount.show(data, key, lambda: address.update_link(key, "span"))
    st.caption(unit_sentences.ABOUT_BRUSH)
    address.save_choices()


address.set_up_page("units")
st.title(_("Units"))
try:
    with st.sidebar:
        st.subheader(_("Run"))
        run = unit_controls.choose_run()
        weights = load_checkpoint(run, choose_checkpoint(run), choose_seed(run))
    st.markdown(plain(f"{weights.describe()}. {unit_sentences.of_text(unit_controls.finder_of(weights).text)}"))
    read_text(weights, rank(weights))
except (CheckpointError, InputError) as error:
    st.error(plain(str(error)))
address.save_choices()
