"""The embedding of a run on the page Inspect: its tokens in a plane, and the nearest of each."""

import streamlit as st

from explainer.figures import embedding_figures, embedding_sentences
from explainer.inputs.sequence import VISIBLE
from explainer.numerics.embedding import Embedding
from explainer.numerics.row_geometry import nearest_rows, principal_plane
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain

NEAREST = 3


def show_embedding(embedding: Embedding | None) -> None:
    """Show where an embedding puts the tokens; nothing for a run without one."""
    if embedding is None:
        return
    names = [VISIBLE.get(token, token) for token in embedding.tokens]
    points, share = principal_plane(embedding.matrix)
    found, distances = nearest_rows(embedding.matrix, NEAREST)
    named = int(embedding_figures.named_points(points, names).sum())
    sentence = embedding_sentences.of_plane(len(names), embedding.size, share, named)
    st.subheader(_("Embedding"))
    answer(plain(sentence), "embedding")
    chart(embedding_figures.embedding_plane(points, names, theme_mode()), "embedding_plane", alt=sentence)
    answer(plain(embedding_sentences.of_nearest(names, found[:, 0].tolist(), distances[:, 0])), "nearest", of="table")
    st.dataframe(embedding_figures.neighbour_rows(names, found, distances), hide_index=True, height=260)
