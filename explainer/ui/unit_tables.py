"""The tables behind the page Units: the best unit of every feature, and every unit's scores on one feature."""

from typing import Any

import streamlit as st

from explainer.figures.unit_sentences import ABOUT_FEATURES
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import recipe_of
from explainer.tasks.text_features import features_of
from explainer.tasks.unit_finder import best_units, unit_rows
from explainer.ui.language import _
from explainer.ui.unit_controls import ScoredFeature, finder_of, untrained

SCORE = st.column_config.NumberColumn(format="%.3f")
COLUMNS = dict.fromkeys(("score", "chance line", "before training", "first half", "second half"), SCORE)


def show_tables(weights: Checkpoint, scored: ScoredFeature | None) -> None:
    """Offer the best unit of every feature, and the scores of every unit; nothing is computed before it is opened."""
    finder = finder_of(weights)
    section = st.expander(_("The best unit of every feature"), on_change="rerun", key="features_open")
    if section.open:
        section.markdown(ABOUT_FEATURES)
        section.dataframe(feature_rows(weights), hide_index=True, column_config=COLUMNS)
    if scored is None:
        return
    section = st.expander(_("Table of all units"), on_change="rerun", key="all_units_open")
    if section.open:
        section.dataframe(unit_rows(finder, scored.scores), hide_index=True, column_config=COLUMNS)


def feature_rows(weights: Checkpoint) -> list[dict[str, Any]]:
    """Return a row for each feature with its best unit, and the score of the best unit before training."""
    finder = finder_of(weights)
    features = features_of(recipe_of(weights.run).task, finder.text.unit)
    rows, before = best_units(finder, features), untrained(weights)
    if before is None:
        return rows
    others = best_units(finder_of(before), features)
    return [row | {"before training": other["score"]} for row, other in zip(rows, others, strict=True)]
