"""The doors of the first page: where each leads, and the run that is started behind the last one."""

from collections.abc import Mapping

import streamlit as st

from explainer.runs.service import run_service
from explainer.ui import address, start_training

PAGES: Mapping[str, str] = {"explore": "pages/explore/cell.py", "train": "pages/train/train.py"}
TASK, CELL = "recall", "LSTM"  # what is trained at once
KEY = "start"  # of the component


def prepare_training() -> None:
    """Start what trains, once the first picture is drawn, so that a run then begins at once."""
    run_service().start_supervisor()


def follow() -> None:
    """Follow the door that the component has reported; the callback of its report.

    A run of the page may be interrupted by the next report of the browser, a callback may not: a door that is chosen
    while the page is still being drawn would otherwise be lost.
    """
    choose(str(st.session_state[KEY].get("door")))


def choose(door: str) -> None:
    """Have the next run of the page lead where a door leads; behind "train" a run is started."""
    if door in PAGES:
        run = start_training.start_default(TASK, CELL) if door == "train" else ""
        st.session_state[address.NEXT_PAGE] = PAGES[door], {"runs": run} if run else {}


def open_next_page() -> None:
    """Go where a door has led."""
    if address.NEXT_PAGE in st.session_state:
        page, link = st.session_state[address.NEXT_PAGE]
        st.switch_page(page, query_params=link)
