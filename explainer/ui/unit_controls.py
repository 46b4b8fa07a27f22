"""The controls of the page Units: a run, a feature, the unit that colours the text, and the brush."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from explainer.cells.primitives import Array
from explainer.inputs.sequence import InputError
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.unit_scores import UnitScores
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import checkpoint_steps, load_checkpoint, recipe_of
from explainer.tasks.brush import Brush, brush
from explainer.tasks.text_features import PATTERN, TASKS_WITH_FEATURES, feature_values, features_of, pattern_values
from explainer.tasks.unit_finder import UnitFinder, find_units
from explainer.ui import link_entries, links
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.ui.writing_controls import choose_text_run

FIRST_PATTERN = "the"
BEST, ALL = "the best unit", "every gate and state"
ABOUT_RUN = gettext_noop("A run that has learned a text, reviews or pronouns.")
ABOUT_PATTERN = gettext_noop(
    "The feature is on wherever the expression matches a part of the token. ^ and $ match at the ends of a line. "
    "It is stopped where it takes too long."
)
ABOUT_ON = gettext_noop(
    "A unit is on where its value is above this; one of a signed value, such as h, also where it is below minus this."
)


@dataclass(frozen=True, eq=False)
class ScoredFeature:
    """A feature of the text, as a sentence calls it, with its values (N,) and the score of every unit.

    `untrained` is the score of the best unit before the first update, None where that checkpoint is not stored.
    """

    name: str
    about: str
    values: Array
    scores: UnitScores
    untrained: float | None = None


def choose_run() -> str:
    """Choose a run that reads a text; raises InputError for another one. The span of another run's text is dropped."""
    run = choose_text_run(TASKS_WITH_FEATURES, ABOUT_RUN)
    if st.session_state.get("units_of_run", run) != run:
        st.query_params.pop("span", None)
    st.session_state.units_of_run = run
    return run


def finder_of(weights: Checkpoint) -> UnitFinder:
    """Return the units of a checkpoint on its test text, from the cache; raises InputError where there is no text."""
    return _find_units(weights)


@st.cache_resource(max_entries=4, show_spinner="The network reads its test text …", hash_funcs={Checkpoint: hash})
def _find_units(weights: Checkpoint) -> UnitFinder:
    return find_units(weights.layers, weights.problem)


def choose_feature(weights: Checkpoint) -> ScoredFeature | None:
    """Choose a feature, or type a regular expression; None, with a message, for what cannot be scored."""
    features = features_of(recipe_of(weights.run).task, finder_of(weights).text.unit)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        abouts = "\n".join(f"- **{one.name}**: {one.about}" for one in features.values())
        name: str = st.selectbox(_("Feature"), [*features, PATTERN], key="feature", help=abouts, width=260, **LINKED)
        pattern = ""
        if name == PATTERN:
            pattern = str(st.text_input(_("Regular expression"), FIRST_PATTERN, key="pattern", help=_(ABOUT_PATTERN),
                                        width=320, **LINKED) or "")  # fmt: skip
    found, before = _scored(weights, name, pattern), untrained(weights)
    if isinstance(found, str):
        st.error(plain(found))
        return None
    other = _scored(before, name, pattern) if before else ""
    return found if isinstance(other, str) else replace(found, untrained=float(other.scores.second[other.scores.best]))


def untrained(weights: Checkpoint) -> Checkpoint | None:
    """Return the same network before the first update; None where it is not stored, or is the one that is shown."""
    first = checkpoint_steps(weights.run)[0]
    return None if first or not weights.step else load_checkpoint(weights.run, first, weights.seed_number)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Checkpoint: hash})
def _scored(weights: Checkpoint, name: str, pattern: str) -> ScoredFeature | str:
    """Return a feature with its scores, or the sentence why there are none."""
    finder = finder_of(weights)
    features = features_of(recipe_of(weights.run).task, finder.text.unit)
    try:
        values = (
            pattern_values(pattern, finder.text) if name == PATTERN else feature_values(features[name], finder.text)
        )
    except InputError as error:
        return str(error)
    shown, about = (f"“{pattern}”", "") if name == PATTERN else (f"“{name}”", features[name].about)
    return ScoredFeature(shown, about, values, finder.score(values))


def choose_unit(finder: UnitFinder, scored: ScoredFeature | None) -> int:
    """Choose the unit that colours the text, the best one by default; the others stand in the order of their scores."""
    labels = finder.read.labels
    order = scored.scores.order if scored else np.arange(len(labels))
    linked = st.query_params.get("found_unit", BEST)
    if linked not in (BEST, *labels):
        st.warning(plain(f"The link asks for the unit “{linked[:30]}”, which this network does not have."))
    options = [BEST, *(labels[unit] for unit in order)]
    name = st.selectbox(_("Coloured by"), options, key="found_unit", help=_(ABOUT_UNIT), width=190, **LINKED)
    return int(order[0]) if name == BEST else labels.index(name)


ABOUT_UNIT = gettext_noop(
    "The units with the highest scores on the first half come first. A click on a point of the figure works too."
)


def take_clicked_unit() -> None:
    """Colour the text by the unit whose point was clicked in the ranking."""
    points = st.session_state.ranking.selection.points
    if points:
        st.session_state.found_unit = points[0]["customdata"]


def choose_brush(finder: UnitFinder) -> tuple[Brush, float]:
    """Choose when a unit is on, and which units are searched; return what the span of the link finds."""
    read = finder.read
    values = list(dict.fromkeys(unit.value for unit in read.units))
    threshold = float(st.slider(_("On above"), *link_entries.RANGES["threshold"], 0.5, 0.05, key="threshold",
                                help=_(ABOUT_ON), width=220, **LINKED))  # fmt: skip
    searched: str = st.selectbox(_("Search"), [ALL, *values], key="brush_of", width=200, **LINKED)
    columns = np.arange(len(read.units)) if searched == ALL else read.of(searched)
    return brush(finder, linked_span(len(finder.text.tokens)), threshold, columns), threshold


def linked_span(count: int) -> tuple[int, int] | None:
    """Return the span of the link, from 0, its end excluded; None where there is none in a text of so many tokens."""
    text = st.query_params.get("span", "")
    if not text or links.link_error("span", text):
        return None
    first, last = map(int, text.split("-"))
    if last > count:
        st.warning(
            f"The link asks for the span {first} to {last}, and the text has {count:,} tokens; another is shown."
        )
        return None
    return first - 1, last
