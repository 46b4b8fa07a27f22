"""The download of the stage as one HTML file that works without the app."""

from dataclasses import replace

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.setup import Setup
from explainer.ui import links
from explainer.ui.hidden import hidden_names
from explainer.ui.language import _, language
from explainer.ui.locked import are_numbers_locked, locked_names
from explainer.web.stage.payload import View, payload
from explainer.web.standalone.document import document
from explainer.web.withheld import without

ABOUT = gettext_noop(
    "The stage with this cell, these weights, this input and your changes, forward and backward, in one file. It opens "
    "in any browser, without a server and without a network."
)


def file_download(setup: Setup, sequence: Sequence, view: View) -> None:
    """Offer the stage as it is now; the file is written on the click, and has no more than the link shows."""
    link = dict(st.query_params)
    position = links.cursor(link, view.position["t"], view.position["op"])
    now = replace(view, page="file", position=position, changes=links.changes(link), pins=links.pins(link),
                  loss=links.backward_loss(link))  # fmt: skip
    title = _("{cell} reads {sequence}").format(cell=setup.cell, sequence=sequence.title())
    hidden, locked, code = hidden_names(), are_numbers_locked(locked_names()), language()

    def write() -> bytes:
        data = payload(setup.stack(sequence), sequence, now)
        shown = without("stage", data, hidden, locked) if hidden or locked else data
        return document("stage", shown, title, code).encode()

    name = f"{setup.cell.lower().replace(' ', '-')}.html"
    st.download_button(_("This cell as one HTML file"), write, name, "text/html", on_click="ignore", help=_(ABOUT))
