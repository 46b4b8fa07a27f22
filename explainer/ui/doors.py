"""The doors of the first page: where each leads, and the run that is started behind the last one."""

from collections.abc import Mapping

import streamlit as st

from explainer.runs.service import run_service
from explainer.ui import start_training

PAGES: Mapping[str, str] = {"explore": "pages/explore/cell.py", "train": "pages/train/train.py"}
TASK, CELL = "recall", "LSTM"  # what is trained at once


def prepare_training() -> None:
    """Start what trains, once the first picture is drawn, so that a run then begins at once."""
    run_service().start_supervisor()


def follow(door: str) -> None:
    """Go to the page behind a door; behind "train" a run has been started."""
    if door == "train":
        run = start_training.start_default(TASK, CELL)
        st.switch_page(PAGES[door], query_params={"runs": run} if run else {})
    elif door in PAGES:
        st.switch_page(PAGES[door])
