"""The frame around every page while a room is open: the strip above it, and what the page shows goes to the room."""

import base64
import gzip
import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from explainer.ui.language import language
from explainer.ui.lesson_questions import ask_step, is_answer_covered, linked_step, page_state
from explainer.ui.visitor import owner
from explainer.web.component import LISTENERS
from explainer.web.room import mount
from explainer.web.room.room import Figure, Room
from explainer.web.room.room_registry import room_registry
from explainer.web.room.transitions import show_figure, show_view

ROOM_PAGE = "room"
FOLLOWED = ("stage", "board")  # components that run on a student's screen too
COMPRESSION = 6


def run_page(page: StreamlitPage, run: Callable[[], None]) -> None:
    """Run a page by `run`; where this visitor teaches an open room, show the page to it, and say so above."""
    room = room_registry().of_teacher(owner())
    if room is None or page.url_path == ROOM_PAGE:
        show_return_link(page)
        run()
        return
    with st.container(key="room_strip"):
        mount.show_strip(room, page.url_path, language(), bool(linked_step()), _ask_step)
    st.session_state.figure_keys = []
    run()
    publish(room_registry().find(room.code) or room, page)


def publish(room: Room, page: StreamlitPage) -> None:
    """Show the room where its teacher is now."""
    path, query = f"/{page.url_path}", urlencode(st.query_params.to_dict())
    link = f"{path}?{query}" if query else path
    keys = () if is_answer_covered(room) else tuple(st.session_state.figure_keys)
    room_registry().change(room.code, lambda now: show_view(now, page.url_path, page.title, link, keys))


def _ask_step() -> None:
    """Ask the prediction of the lesson's step that is open on this page."""
    room, step, state = room_registry().of_teacher(owner()), linked_step(), page_state()
    if room and step and state:
        ask_step(room, step, state)


def show_return_link(page: StreamlitPage) -> None:
    """Show a student who has let go of a room the link to it."""
    joined = room_registry().of_student(owner())
    if joined and joined.teacher != owner():
        mount.show_return_link(joined, language())


def show_component(name: str, key: str, data: Any) -> None:
    """Show a component that a page draws to the room of this teacher."""
    if name not in FOLLOWED or not isinstance(data, bytes):
        return
    room = room_registry().of_teacher(owner())
    if room is None or is_answer_covered(room):
        return
    st.session_state.setdefault("figure_keys", []).append(key)
    digest = hashlib.sha256(data).hexdigest()
    if not any(one.key == key and one.digest == digest for one in room.figures):
        figure = Figure(name, key, digest, packed(data))
        room_registry().change(room.code, partial(_show_figure, figure=figure, size=len(data)))


def _show_figure(room: Room, figure: Figure, size: int) -> Room:
    return show_figure(room, figure, size)


def packed(data: bytes) -> str:
    """Return bytes compressed, as text."""
    return base64.b64encode(gzip.compress(data, COMPRESSION, mtime=0)).decode()


if show_component not in LISTENERS:
    LISTENERS.append(show_component)
