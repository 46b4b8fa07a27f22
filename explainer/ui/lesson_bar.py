"""The lesson bar: a step of a lesson beside the real page, which says what it has computed."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.lessons.course.lesson import Lesson, Step
from explainer.lessons.course.look_targets import look_target
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.state import State
from explainer.lessons.course.step_link import PARAMETER, StepError, find_step, step_name
from explainer.numerics.setup import Setup
from explainer.ui import link_entries, links
from explainer.ui.language import _
from explainer.ui.run_progress import run_progress
from explainer.ui.translated import translated
from explainer.ui.visitor import run_ids
from explainer.web.lesson import mount
from explainer.web.lesson.payload import Place, bar_payload

KEY = "lesson_bar"
TRAIN = "train"
HIDDEN = gettext_noop("Shown once you have answered")


def current_step() -> tuple[Lesson, Step] | None:
    """Return the lesson and the step of the link; None where it names none."""
    try:
        return find_step(st.query_params.get(PARAMETER, ""))
    except StepError:
        return None


def run_with_bar(page_path: str, run_page: Callable[[], None]) -> None:
    """Run a page, in a lesson with its bar to the left, which is drawn last, from what the page has noted."""
    found = current_step()
    if not found or not page_path:  # Start is no page of a lesson
        run_page()
        return
    st.session_state.lesson_drawn = None
    st.session_state.lesson_state = State(page_path, shown_link())
    with st.container(key="lesson"):
        bar, main = st.columns([1, 2.5], gap="medium")
    with bar:
        hide(found)
    with main:
        run_page()
    with bar:
        follows_runs = needs_runs(page_path, found[1])
        st.fragment(draw_with_runs if follows_runs else draw, run_every=1.0 if follows_runs else None)(found)


def shown_link() -> dict[str, str]:
    """Return the link of what is on the screen; the address of a rerun may be older than the values of its widgets."""
    bound = {*link_entries.CHOICES, *link_entries.RANGES, *link_entries.TEXTS} - {*link_entries.UNBOUND}
    values = {key: st.session_state[key] for key in bound if st.session_state.get(key) is not None}
    return {**st.query_params, **{key: links.renamed(key, str(value)) for key, value in values.items()}}


def needs_runs(page_path: str, step: Step) -> bool:
    """Tell whether what the bar shows depends on runs that train."""
    return page_path == TRAIN and bool(step.task or step.prediction or step.values)


def note(setup: Setup | None = None, sequence: Sequence | None = None) -> None:
    """Note what a page has computed; where a fragment's rerun changes what the bar says, the whole page reruns."""
    if PARAMETER not in st.query_params or "lesson_state" not in st.session_state:
        return
    page = st.session_state.lesson_state.page
    st.session_state.lesson_state = State(page, shown_link(), setup, sequence)
    found, drawn = current_step(), st.session_state.get("lesson_drawn")
    if found and drawn is not None and drawn != payload(found):
        st.rerun()


def hide(found: tuple[Lesson, Step]) -> None:
    """Keep what would give the answer away from being seen, until the bar's script says that it has been given."""
    if not found[1].hidden:
        return
    targets = [target.strip() for name in found[1].hidden for target in look_target(name).split(", ")]
    until = f'body:not([data-answered="{step_name(*found)}"])'
    rules = ", ".join(f"{until} {target}, {until} {target} *" for target in targets)
    parts = ", ".join(f"{until} {look_target(name)}::before" for name in found[1].hidden if ":" not in name)
    style = f"{rules} {{ visibility: hidden !important; }}"
    if parts:
        style += f' {parts} {{ content: "{_(HIDDEN)}"; visibility: visible; position: absolute; opacity: 0.75; }}'
    st.html(f"<style>{style}</style>")


def draw(found: tuple[Lesson, Step]) -> None:
    """Draw the bar; an answer reruns it alone."""
    st.session_state.lesson_drawn = data = payload(found)
    mount.show(data, KEY)


def draw_with_runs(found: tuple[Lesson, Step]) -> None:
    """Draw the bar beside runs that train: they report to the browser alone, so it looks at them every second."""
    state = st.session_state.lesson_state
    st.session_state.lesson_state = State(state.page, shown_link(), runs=run_progress(run_ids()))
    draw(found)


def payload(found: tuple[Lesson, Step]) -> dict[str, Any]:
    """Return what the bar shows of a step."""
    return bar_payload(Place(*found, st.session_state.lesson_state, answers(found)), translated)


def answers(found: tuple[Lesson, Step]) -> tuple[object, ...]:
    """Return the first and the last answer to a step's prediction, as the browser has sent them."""
    reported = st.session_state.get(KEY, {}).get("answer")
    if not isinstance(reported, dict) or reported.get("step") != step_name(*found):
        return ()
    values = reported.get("values")
    return tuple(values[:2]) if isinstance(values, list) else ()
