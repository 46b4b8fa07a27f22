"""The dialog that builds a teacher's link: what of this view is hidden and locked, its seed and its lesson step."""

import streamlit as st

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.setup import MOST_SEED
from explainer.ui.control_groups import GROUPS
from explainer.ui.hidden import PARTS, hidden_names
from explainer.ui.language import _
from explainer.ui.locked import TITLES, locked_names
from explainer.ui.share_link import server_address
from explainer.ui.teacher_link import Showing, frame_code, teacher_link

TITLE = gettext_noop("A link for your class")
ABOUT = gettext_noop("The link opens this page as you see it now. Choose what it hides, and what it locks.")
HIDE = gettext_noop("Hidden")
ABOUT_HIDE = gettext_noop(
    "Sentences, tables and files that are hidden are not sent to the browser. The numbers that a picture is drawn from "
    "are sent."
)
LOCK = gettext_noop("Locked")
ABOUT_LOCK = gettext_noop("What is locked is shown, but cannot be changed. Whoever edits the link can change it.")
SEED = gettext_noop("Seed")
ABOUT_SEED = gettext_noop("The seed that draws the weights. Empty: as it is on the page.")
LESSON = gettext_noop("Lesson step")
NO_LESSON = gettext_noop("none")
KIND = gettext_noop("Opens as")
KINDS = {
    "page": gettext_noop("a page"),
    "present": gettext_noop("a presentation"),
    "embed": gettext_noop("a frame in another page"),
}
ABOUT_EMBED = gettext_noop(
    "Copy this into your course page. The server has to allow that site: see docs/classroom.md for the setting "
    "GATESCOPE_FRAME_ANCESTORS."
)


def open_dialog(page: str) -> None:
    """Build a link of a page, by its URL path; a choice reruns the dialog alone."""
    st.dialog(_(TITLE), width="large")(_build_link)(page)


def _build_link(page: str) -> None:
    st.markdown(_(ABOUT))
    showing = choose()
    link = teacher_link(server_address(), page, st.query_params.to_dict(), showing)
    with st.container(key="frame_link_text"):
        st.code(link, language=None, wrap_lines=True)
        if showing.embedded:
            st.markdown(_(ABOUT_EMBED))
            st.code(frame_code(link, "Gatescope"), language="html", wrap_lines=True)


def choose() -> Showing:
    """Draw the controls; return what is chosen."""
    hideable = {
        **{name: _(part.title) for name, part in PARTS.items()},
        **{name: _(one.title) for name, one in GROUPS.items()},
    }
    hide = st.pills(_(HIDE), list(hideable), selection_mode="multi", default=sorted(hidden_names() & hideable.keys()),
                    format_func=hideable.__getitem__, key="frame_hide", help=_(ABOUT_HIDE))  # fmt: skip
    lock = st.pills(_(LOCK), list(TITLES), selection_mode="multi", default=sorted(locked_names() & TITLES.keys()),
                    format_func=lambda name: _(TITLES[name]), key="frame_lock", help=_(ABOUT_LOCK))  # fmt: skip
    with st.container(horizontal=True):
        kind = st.radio(
            _(KIND), list(KINDS), format_func=lambda name: _(KINDS[name]), key="frame_kind", horizontal=True
        )
        seed = st.number_input(_(SEED), 0, MOST_SEED, None, key="frame_seed", help=_(ABOUT_SEED), width=150)
        lesson = choose_lesson()
    return Showing(
        tuple(hide), tuple(lock), kind == "present", kind == "embed", "" if seed is None else str(seed), lesson
    )


def choose_lesson() -> str:
    """Choose a step of a lesson, as it stands in a link; empty for none, and where there is no lesson."""
    steps = {
        f"{name}.{step.id}": f"{_(lesson.title)}: {_(step.title)}"
        for name, lesson in LESSONS.items()
        for step in lesson.steps
    }
    if not steps:
        return ""
    titles = {"": _(NO_LESSON)} | steps
    lesson: str = st.selectbox(_(LESSON), list(titles), format_func=titles.__getitem__, key="frame_lesson")
    return lesson
