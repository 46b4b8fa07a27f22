"""The sections of the page Inspect below its board, each for the runs that it is about."""

from explainer.runs.checkpoint import Checkpoint
from explainer.ui.embedding_view import show_embedding
from explainer.ui.findings import show_findings


def show_sections(weights: Checkpoint, layer: int) -> None:
    """Show what is measured of a network, and its embedding, where there are such."""
    show_findings(weights, layer)
    show_embedding(weights.embedding)
