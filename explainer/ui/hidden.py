"""What a link hides, ?hide=answers,tables: the names, what goes with each, and which sentences speak of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.ui.control_groups import GROUPS, is_control_name

MOST_NAMES = 24


@dataclass(frozen=True)
class Part:
    """A part of the pages that can be hidden: what it is called, and the elements that are not shown then.

    `readouts` are the kinds of READ_OUTS that go with it, `sentences` the kinds of SENTENCES.
    """

    title: str
    about: str
    elements: tuple[str, ...]
    readouts: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


READ_OUTS: Mapping[str, str] = {
    "result": ".gs-result",  # of an equation, for the unit and the step of the cursor
    "reading": ".gs-reading, .gs-token-reading",  # of a figure under the pointer or the cursor
    "facts": ".gs-facts, .gs-fact",  # of the step of the cursor, and of a run
    "comparison": ".gs-comparison",  # of the runs that are compared: a table with its sentence
    "figure": ".gs-plot, .gs-diagram, .gs-timeline, .stPlotlyChart",
    "table": ".stDataFrame",  # that stands open on a page
}
"""The CSS selectors of what shows a number, by kind."""
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "figure": ("figure", "reading", "facts", "result"),
    "operation": ("figure", "result"),
    "page": ("figure", "facts"),
    "comparison": ("comparison",),
    "table": ("table",),
}
"""The kinds of sentences, by what they stand at, and the read-outs that each speaks of."""

PARTS: Mapping[str, Part] = {
    "navigation": Part(
        gettext_noop("Navigation"), gettext_noop("the menu of pages, and the buttons at the top"),
        ('[data-testid="stTopNav"]', '[data-testid="stTopNavSection"]', ".st-key-frame_tools"),
    ),
    "sidebar": Part(
        gettext_noop("Sidebar"), gettext_noop("all controls at the left"),
        ('[data-testid="stSidebar"]', '[data-testid="stExpandSidebarButton"]'),
    ),
    "answers": Part(
        gettext_noop("Answers"), gettext_noop("the sentences that say what the numbers mean"),
        (".gs-sentence", ".gs-quiz-message", '[class*="st-key-answer_"]', ".gs-comparison"),
        ("comparison",), tuple(SENTENCES),
    ),
    "equations": Part(
        gettext_noop("Equations"), gettext_noop("equations in symbols and in numbers, and source code"),
        (".gs-symbols", ".gs-numbers", ".gs-code", ".gs-formulas .gs-option", ".st-key-source_open",
         ".st-key-equations_open", '[class*="st-key-equation_"]'),
    ),
    "tables": Part(
        gettext_noop("Tables"), gettext_noop("the tables of numbers behind figures"),
        (".gs-tools button[aria-label^=Table]", ".gs-table:not(.gs-comparison .gs-table)", ".st-key-lab_numbers",
         ".st-key-walks_open", ".st-key-radii_open", ".st-key-features_open", ".st-key-all_units_open",
         '[class*="st-key-findings_table"]', '[class*="st-key-table_"]'),
        ("table",), ("table",),
    ),
    "downloads": Part(
        gettext_noop("Downloads"), gettext_noop("files of values, weights, figures and source code"),
        (".gs-tools button[aria-label^=CSV]", ".gs-tools button[aria-label^=PNG]",
         ".gs-tools button[aria-label^=SVG]", ".gs-samples .gs-tools a", ".st-key-source_open",
         ".st-key-equations_open",
         '[data-testid="stElementContainer"]:has([id="downloads"])'),
    ),
}  # fmt: skip
"""By name, as it stands in a link; beside them, each of GROUPS can be hidden."""


def names_in(text: str) -> frozenset[str]:
    """Return the names of a link's entry, none where one of them cannot be used."""
    names = frozenset(text.split(",")) - {""}
    return names if len(names) <= MOST_NAMES and all(map(is_hideable, names)) else frozenset()


def is_hideable(name: str) -> bool:
    """Tell whether a link may hide this."""
    return name in PARTS or is_control_name(name)


def hidden_names() -> frozenset[str]:
    """Return what the link of this page hides."""
    return names_in(st.query_params.get("hide", ""))


def is_hidden(name: str) -> bool:
    """Tell whether the link of this page hides a part."""
    return name in hidden_names()


def is_sentence_hidden(kind: str) -> bool:
    """Tell whether the link hides a kind of sentence: sentences go with the read-outs that they speak of."""
    return any(kind in PARTS[name].sentences for name in hidden_names() if name in PARTS)


def hiding_style(names: frozenset[str]) -> str:
    """Return the style sheet that does not show what a link hides.

    A heading just above the first control of a hidden group is not shown either.
    """
    selectors = [selector for name in sorted(names) if name in PARTS for selector in PARTS[name].elements]
    for name in sorted(names - PARTS.keys()):
        group = GROUPS.get(name)
        keys = group.keys if group else (name.partition(":")[2],)
        places = [f".st-key-{key.replace(' ', '-')}" for key in keys]
        places += [f'[class*="st-key-{one.strip().replace(" ", "-")}"]' for one in (group.beginnings if group else ())]
        selectors += [*places, *(f'[data-testid="stElementContainer"]:has(.stHeading):has(+ {one})' for one in places)]
    return f"<style>{', '.join(selectors)} {{ display: none !important; }}</style>" if selectors else ""
