"""The sections of the page Inspect below its board, each for the runs that it is about."""

from explainer.runs.checkpoint import Checkpoint
from explainer.ui import lesson_bar
from explainer.ui.embedding_view import show_embedding
from explainer.ui.findings import show_findings


def show_sections(weights: Checkpoint, layer: int) -> None:
    """Show what is measured of a network, and its embedding, where there are such; a lesson's bar hears of the hold."""
    show_findings(weights, layer)
    show_embedding(weights.embedding)
    lesson_bar.note()
