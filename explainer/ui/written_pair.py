"""A pair that a run writes, on the page Write: the source is typed, and every symbol leads to the stage."""

from urllib.parse import urlencode

import numpy as np
import streamlit as st

from explainer.figures import length_figures, pair_sentences, pair_steps
from explainer.figures.written_pair import as_html
from explainer.figures.written_text import Colouring
from explainer.inputs.adapt import join_symbols
from explainer.inputs.sequence import counted
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.loaded_weights import DECODER, ENCODER_PART, TRAINED
from explainer.runs.checkpoint import Checkpoint, with_problem
from explainer.runs.pair_scores import score_held_out_pairs
from explainer.runs.written_pair import WrittenPair, write_pair
from explainer.tasks.pair_source import source_of
from explainer.tasks.pair_writing import DecoderRun
from explainer.tasks.probe import PAIR_SOURCE, reader
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.pair_controls import about_signs, type_source
from explainer.ui.writing_controls import PROBABILITY, choose_unit, unit_colouring

Unit = tuple[str, int] | None

CAPTION = gettext_noop(
    "Crossed out: a wrong symbol. Follow a symbol to the stage, at the step that reads the source or writes the target."
)


def show_pair(weights: Checkpoint) -> None:
    """Type a source, and show what the encoder hands over and what the decoder writes; raises InputError."""
    with st.container(key="controls"):
        problem = type_source(weights.problem)
    pair = write_pair(with_problem(weights, problem))
    with st.sidebar:
        st.subheader(_("Picture"))
        chosen = choose_unit(weights)
    source, *written = pair_steps.halves(pair, _colouring(pair, chosen), _links(pair, chosen))
    answer(plain(f"{pair_sentences.of_written(pair)} {pair_sentences.of_forced(pair)}"), "written")
    with st.container(key="figure"):
        st.html(as_html(source, pair.handed_over(), written, theme_mode()))
        st.caption(f"{about_signs()} {_(CAPTION)}")
        steps = pair_steps.table(pair)
        st.dataframe(steps, hide_index=True, alt=f"What was read and guessed, {counted(len(steps), 'step')}")


def show_scores(weights: Checkpoint) -> None:
    """Show the scores over all held-out pairs, and the exact match by the length of the target."""
    st.subheader(_("All held-out pairs"))
    with st.spinner(_("Writing all held-out pairs …")):
        scores = score_held_out_pairs(weights)
    answer(plain(pair_sentences.of_scores(weights.problem, scores)), "scores")
    sentence = pair_sentences.of_lengths(scores)
    st.markdown(_("**Exact match by length.**"))
    answer(plain(sentence), "lengths")
    chart(length_figures.exact_by_length(scores, theme_mode()), "exact_by_length", alt=sentence)
    rows = length_figures.rows(scores)
    st.dataframe(rows, hide_index=True, alt=f"The exact match at {counted(len(rows), 'length')}")


def _colouring(pair: WrittenPair, chosen: Unit) -> Colouring:
    if chosen is None:
        return Colouring(PROBABILITY, pair_steps.probability_values(pair), "hidden")
    return unit_colouring(pair.weights, *chosen, np.concatenate(pair.values(*chosen)))


def _links(pair: WrittenPair, chosen: Unit) -> list[list[str]]:
    """Return the link of each step to the stage: of the encoder's, and of each decoder run's."""
    unit = {} if chosen is None else {"unit": str(chosen[1] + 1)}
    encoder = {"part": ENCODER_PART, "input": PAIR_SOURCE} | unit
    found = [[_link(pair.weights, t, encoder) for t in range(len(pair.encoder.x))]]
    for run in pair.decoders:
        decoder = {"part": DECODER, "input": "text", "symbols": _symbols(pair.weights, run)} | unit
        found.append([_link(pair.weights, t, decoder) for t in range(len(run.read))])
    return found


def _symbols(weights: Checkpoint, run: DecoderRun) -> str:
    """Return what a run read, and after a single step what it wrote: a sequence over time has two steps or more."""
    spec = reader(weights.problem)
    tokens = [*run.read, *(run.written if len(run.read) == 1 else [])]
    return join_symbols(spec, tuple(spec.channels[token] for token in tokens))


def _link(weights: Checkpoint, t: int, more: dict[str, str]) -> str:
    fixed = {"start": TRAINED, "run": weights.run, "at": weights.step, "of": weights.seed_number,
             "source": source_of(weights.problem)}  # fmt: skip
    return f"/cell?{urlencode(fixed | more)}&t={t + 1}"
