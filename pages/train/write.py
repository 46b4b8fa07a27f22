"""Write: a language model continues a text, or a decoder writes a target, coloured by probability or by a unit."""

import streamlit as st

from explainer.figures import written_text
from explainer.inputs.sequence import InputError
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import CheckpointError, load_checkpoint
from explainer.tasks.probe import reader
from explainer.tasks.writing import write_text
from explainer.ui import address, answers, lesson_bar, writing_controls
from explainer.ui.charts import theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.run_controls import choose_checkpoint, choose_seed
from explainer.ui.written_pair import show_pair, show_scores


def write(run: str) -> None:
    """Draw the controls and what the network writes."""
    with st.sidebar:
        weights = load_checkpoint(run, choose_checkpoint(run), choose_seed(run))
    st.markdown(plain(f"{weights.describe()}."))
    if weights.problem.pairs:
        show_pair(weights)
        show_scores(weights)
    else:
        write_text_of(weights)


def write_text_of(weights: Checkpoint) -> None:
    """Draw the controls of a language model and the text that it continues."""
    with st.container(key="controls"):
        prefix = writing_controls.choose_prefix(weights.problem)
    with st.sidebar:
        st.subheader(_("Sampling"))
        sampling = writing_controls.choose_sampling()
    written = write_text(weights.layers, weights.readout, prefix, sampling)
    with st.sidebar:
        st.subheader(_("Picture"))
        colouring = writing_controls.choose_colouring(weights, written)
    tokens = [weights.problem.inputs[token] for token in written.tokens]
    links = writing_controls.stage_links(weights, reader(weights.problem), tokens)
    sentence = written_text.sentence(written.probabilities, written.prefix_length, weights.problem.n)
    answers.answer(plain(sentence), "written")
    with st.container(key="figure"):
        st.html(written_text.as_html(tokens, colouring, links, written.prefix_length, theme_mode()))
    st.caption(_("The prefix is underlined. Follow a character to the stage, at the step that reads it."))


address.set_up_page("write")
st.title(_("Write"))
try:
    with st.sidebar:
        run = writing_controls.choose_text_run()
    write(run)
except (CheckpointError, InputError) as error:
    st.error(plain(str(error)))
address.save_choices()
lesson_bar.note()
