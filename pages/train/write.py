"""Write: a language model continues a text, each token coloured by its probability or by a unit."""

import streamlit as st

from explainer.figures import written_text
from explainer.inputs.sequence import InputError
from explainer.runs.loading import CheckpointError, load_checkpoint
from explainer.tasks.probe import reader
from explainer.tasks.writing import write_text
from explainer.ui import address, writing_controls
from explainer.ui.charts import theme_mode
from explainer.ui.markdown import plain
from explainer.ui.run_controls import choose_checkpoint, choose_seed


def write(run: str) -> None:
    """Draw the controls and what the network writes."""
    with st.sidebar:
        weights = load_checkpoint(run, choose_checkpoint(run), choose_seed(run))
    spec = reader(weights.problem)
    with st.container(key="controls"):
        prefix = writing_controls.choose_prefix(weights.problem)
    with st.sidebar:
        st.subheader("Sampling")
        sampling = writing_controls.choose_sampling()
    written = write_text(weights.layers, weights.readout, prefix, sampling)
    with st.sidebar:
        st.subheader("Picture")
        colouring = writing_controls.choose_colouring(weights, written)
    tokens = [spec.channels[token] for token in written.tokens]
    links = writing_controls.stage_links(weights, spec, tokens)
    st.markdown(plain(f"{weights.describe()}."))
    st.markdown(plain(written_text.sentence(written.probabilities, written.prefix_length, weights.problem.n)))
    with st.container(key="figure"):
        st.html(written_text.as_html(tokens, colouring, links, written.prefix_length, theme_mode()))
    st.caption("The prefix is underlined. Follow a character to the stage, at the step that reads it.")


address.set_up_page("write")
st.title("Write")
try:
    with st.sidebar:
        st.subheader("Run")
        run = writing_controls.choose_text_run()
    write(run)
except (CheckpointError, InputError) as error:
    st.error(plain(str(error)))
address.save_choices()
