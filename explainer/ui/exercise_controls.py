"""The controls of the page Exercises: which exercise, the fields to fill in, and what was right in them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explainer.cells.palette import FOREGROUND
from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.step_link import step_link
from explainer.lessons.exercises import checking, sheet
from explainer.lessons.exercises.catalogue import KINDS, OF_LESSONS, SEEDS, make_exercise
from explainer.lessons.exercises.exercise import Blank, Exercise
from explainer.lessons.exercises.sheet_parts import working_html
from explainer.ui import links
from explainer.ui.charts import theme_mode
from explainer.ui.language import _, language
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.web.translations import translate

ENTRY, FIRST = "exercise", "lstm-step"
ABOUT_SEED = gettext_noop("Another seed draws another exercise of this kind; the same seed draws the same one.")
SCREEN_STYLE = ".exercise h2, .exercise h3 { font-size: 1rem; padding: .8rem 0 .3rem; } .exercise { overflow-x: auto; }"
COLUMNS = 2  # of fields, one for each unit


def choose_exercise() -> Exercise:
    """Choose a kind and a seed; both stand in the link.

    Streamlit holds a choice by its label, so each language has a control of its own, which follows the link.
    """
    linked = st.query_params.get(ENTRY, FIRST)
    kinds, first = list(KINDS), linked if not links.link_error(ENTRY, linked) else FIRST
    titles = {kind: _(KINDS[kind].title) for kind in kinds}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            _("Exercise"), kinds, kinds.index(first), format_func=titles.__getitem__,
            key=f"exercise_kind {language()}", width=330,
        )  # fmt: skip
        seed = st.number_input(_("Seed"), *SEEDS, 7, key="exercise_seed", help=_(ABOUT_SEED), width=150, **LINKED)
    st.query_params[ENTRY] = kind
    return make_exercise(kind, int(seed))


def show_statement(exercise: Exercise) -> None:
    """Show the task, what is known, and the lines without their numbers."""
    lines = working_html(exercise.working, _, str, filled=False)
    heading = f"<h2>{_(sheet.LINES)}</h2>" if lines else ""
    style = f"<style>{sheet.PARTS_STYLE}{SCREEN_STYLE}</style>"
    statement = sheet.statement_html(exercise, _, FOREGROUND[theme_mode()])
    st.html(f'{style}<div class="exercise">{statement}{heading}{lines}</div>')


def show_fields(exercise: Exercise) -> None:
    """Show a field for each blank, with the verdict on what was filled in below it."""
    with st.form(f"exercise {exercise.kind} {exercise.seed}", border=False):
        for row in rows_of(exercise):
            for column, blank in zip(st.columns(COLUMNS), row, strict=False):
                with column:
                    _show_field(exercise, blank)
        st.form_submit_button(_("Check"), type="primary")
    right = sum(bool(checking.check(blank, _typed(exercise, blank)).right) for blank in exercise.blanks)
    if right:
        st.markdown(_("{right} of {all} right").format(right=right, all=len(exercise.blanks)))


def rows_of(exercise: Exercise) -> list[tuple[Blank, ...]]:
    """Return the fields in rows: the units of a vector beside each other, everything else below each other."""
    rows: list[tuple[Blank, ...]] = []
    for blank in exercise.blanks:
        if blank.in_working and rows and rows[-1][-1].in_working and len(rows[-1]) < COLUMNS:
            rows[-1] = (*rows[-1], blank)
        else:
            rows.append((blank,))
    return rows


def _show_field(exercise: Exercise, blank: Blank) -> None:
    key = _key(exercise, blank)
    if blank.options:
        st.selectbox(_(blank.label), blank.options, None, key=key, placeholder=_("Choose"))
    else:
        st.text_input(_(blank.label), key=key, max_chars=checking.MOST_TYPED)
    typed = _typed(exercise, blank)
    if typed.strip():
        verdict = checking.check(blank, typed)
        colour, sign = {True: ("green", "✓"), False: ("red", "✗"), None: ("orange", "?")}[verdict.right]
        st.markdown(f":{colour}[{sign} {plain(_(verdict.message))}]")


def _key(exercise: Exercise, blank: Blank) -> str:
    return f"answer {exercise.kind} {exercise.seed} {blank.key}"


def _typed(exercise: Exercise, blank: Blank) -> str:
    return str(st.session_state.get(_key(exercise, blank)) or "")


def show_key(exercise: Exercise) -> None:
    """Show the key once it is opened, and offer the page to print."""
    section = st.expander(_("Answer key"), on_change="rerun", key="key_open")
    if section.open:
        section.html(f'<div class="exercise">{sheet.key_html(exercise, _)}</div>')
    _offer_sheet(_("Worksheet and key to print"), exercise.kind, exercise.seed)


def offer_sheets(kinds: Sequence[str], seed: int) -> None:
    """Offer the pages to print of some kinds, each with its key; they are made on the click."""
    for kind in kinds:
        _offer_sheet(_(KINDS[kind].title), kind, seed)


def _offer_sheet(label: str, kind: str, seed: int) -> None:
    write = partial(_sheet_page, kind, seed, language())
    st.download_button(label, write, f"{kind}-{seed}.html", "text/html", on_click="ignore", help=_(ABOUT_SHEET))


def _sheet_page(kind: str, seed: int, chosen: str) -> str:
    return sheet.page(make_exercise(kind, seed), partial(translate, chosen), chosen)


ABOUT_SHEET = gettext_noop("One file for the browser, without scripts, which works offline: print it on A4 or Letter.")


def show_lessons(exercise: Exercise) -> None:
    """Name the lessons that an exercise belongs to, each as a link to its first step."""
    ids = [lesson for lesson, kinds in OF_LESSONS.items() if exercise.kind in kinds and lesson in LESSONS]
    named = [f"[{_(LESSONS[one].title)}]({step_link(LESSONS[one], LESSONS[one].steps[0])})" for one in ids]
    if named:
        st.markdown(_("It belongs to these lessons: {lessons}.").format(lessons=", ".join(named)))
