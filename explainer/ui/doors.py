"""The doors of the first page: where each leads, and the run that is started behind the last one."""

from collections.abc import Mapping

import streamlit as st

from explainer.runs.service import run_service
from explainer.ui import address, start_training

PAGES: Mapping[str, str] = {"explore": "pages/explore/cell.py", "train": "pages/train/train.py"}
TASK, CELL = "recall", "LSTM"  # what is trained at once


def prepare_training() -> None:
    """Start what trains, once the first picture is drawn, so that a run then begins at once."""
    run_service().start_supervisor()


def follow(door: str) -> None:
    """Go to the page behind a door; behind "train" a run has been started."""
    if door not in PAGES:
        return
    run = start_training.start_default(TASK, CELL) if door == "train" else ""
    st.session_state[address.NEXT_PAGE] = PAGES[door], {"runs": run} if run else {}
    open_next_page()


def open_next_page() -> None:
    """Go where a door has led.

    A report of the browser that arrives in the very moment of the change would draw Start again instead.
    """
    if address.NEXT_PAGE in st.session_state:
        page, link = st.session_state[address.NEXT_PAGE]
        st.switch_page(page, query_params=link)
