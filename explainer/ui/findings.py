"""What a network does with the words of its task, under the predictions of Inspect: measures, sentences and figures."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explainer.figures import gender_figures, gender_sentences, review_figures, review_sentences, word_by_word
from explainer.figures.word_by_word import WordByWord
from explainer.inputs.sequence import Sequence as Input
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.counterfactual import LayerHold
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.findings import gender_findings, pronoun_scores, review_findings
from explainer.runs.prediction import predict_each_step
from explainer.tasks import pronoun_text, review_text
from explainer.tasks.probe import reader
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.writing_controls import stage_links

TITLE, HEADING = gettext_noop("What this network does"), "what-this-network-does"
NOT_FINITE = gettext_noop("The values of this checkpoint are not finite, so there is nothing to measure.")


def show_word_by_word(weights: Checkpoint, sequence: Input, held: LayerHold | None) -> None:
    """Show the verdict on a text after each word, for tasks that ask at the last one, and link to what is measured."""
    if weights.problem.inputs in SECTIONS:
        st.markdown(_("Over the test set: [{title}]({link})").format(title=_(TITLE).lower(), link=f"#{HEADING}"))
    read = _read_word_by_word(weights, sequence, held)
    if read is not None:
        answer(plain(word_by_word.sentence(read)), "word_by_word")
        links = stage_links(weights, reader(weights.problem), list(sequence.labels))
        st.html(word_by_word.as_html(read, links, theme_mode()))
        st.caption(word_by_word.LEGEND)


def show_findings(weights: Checkpoint, layer: int) -> None:
    """Show what one layer of a network, counted from 0, does; nothing for a task without measures of its own."""
    show = SECTIONS.get(weights.problem.inputs)
    if show is None:
        return
    st.subheader(_(TITLE), HEADING)
    if len(weights.layers) > 1:
        st.markdown(_("Gates and states are those of layer {layer}.").format(layer=layer + 1))
    show(weights, layer)


def _read_word_by_word(weights: Checkpoint, sequence: Input, held: LayerHold | None) -> WordByWord | None:
    problem = weights.problem
    if (problem.unit, problem.where, problem.k) != ("word", "last", 2):
        return None
    found = predict_each_step(weights, sequence, held)
    if found is None:
        return None
    before, after = found
    return WordByWord(sequence.labels, problem.outputs[1], float(before[1]), after[:, 1])


def _show_gender(weights: Checkpoint, layer: int) -> None:
    found, scores = gender_findings(weights, layer), pronoun_scores(weights)
    program = weights.layers[layer].program
    if found is None:
        st.markdown(_(NOT_FINITE))
        return
    answer(f"**{plain(gender_sentences.of_verdict(found, program))}**", "verdict")
    reach, probes = gender_sentences.of_distances(scores), gender_sentences.of_probes(found)
    _list([reach, probes, gender_sentences.of_units(found), gender_sentences.of_gate(found, program)])
    left, right = st.columns(2)
    with left:
        picture = gender_figures.probe_curves(found, program, theme_mode())
        _figure(gettext_noop("Gender read from the states"), picture, probes, gender_figures.probe_rows(found))
        _table(_("Table of the units"), "units", gender_figures.unit_rows(found))
    with right:
        _figure(gettext_noop("Pronoun by distance"), gender_figures.distance_marks(scores, theme_mode()), reach,
                gender_figures.distance_rows(scores))  # fmt: skip
    st.caption(plain(f"{gender_sentences.METHOD} {gender_sentences.THRESHOLDS}"))


def _show_reviews(weights: Checkpoint, layer: int) -> None:
    found, program = review_findings(weights, layer), weights.layers[layer].program
    if found is None:
        st.markdown(_(NOT_FINITE))
        return
    accuracy, write = review_sentences.of_accuracy(found), review_sentences.of_write_gate(found, program)
    but = review_sentences.of_but(found, program)
    _list([accuracy, review_sentences.of_moves(found, weights.problem.outputs[1]), write, *but])
    left, right = st.columns(2)
    with left:
        picture = review_figures.accuracy_marks(found, theme_mode())
        _figure(gettext_noop("Accuracy by kind of review"), picture, accuracy, review_figures.accuracy_rows(found))
    if found.gates:
        with right:
            _figure(gettext_noop("Gates by kind of word"), review_figures.gate_marks(found, program, theme_mode()),
                    " ".join([write, *but]), review_figures.gate_rows(found))  # fmt: skip
        st.caption(plain(review_sentences.METHOD))


def _list(sentences: Sequence[str]) -> None:
    answer("\n".join(f"- {plain(one)}" for one in sentences), "findings")


def _figure(title: str, figure: Any, alt: str, rows: list[dict[str, Any]]) -> None:
    """Draw a figure under its title, with its table folded below it."""
    st.markdown(f"**{_(title)}**")
    chart(figure, f"findings {title}", alt=alt)
    _table(_("Table: {title}").format(title=_(title).lower()), title, rows)


def _table(label: str, key: str, rows: list[dict[str, Any]]) -> None:
    section = st.expander(label, on_change="rerun", key=f"findings_table {key}")
    if section.open:
        section.dataframe(rows, hide_index=True)


SECTIONS = {pronoun_text.WORDS: _show_gender, review_text.WORDS: _show_reviews}
"""What shows a network, by the vocabulary that it reads."""
