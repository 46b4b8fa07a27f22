"""A trace as one HTML file, to keep, to send and to put on any page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explainer.web.standalone.document import document
from explainer.web.standalone.shown_run import shown_run
from explainer.web.standalone.views import view_data, view_of


def save_html(
    trace: Any,
    path: str | Path,
    view: str = "cell",
    *,
    labels: Sequence[str] = (),
    sequence: int = 1,
    layer: int = 1,
    direction: str = "forward",
    loss: str = "",
    title: str = "",
) -> Path:
    """Write a trace into one HTML file that works offline, forward and backward, by dragging; return its path.

    `trace` is what `trace_module` or `trace` returns. `view` is "cell", the stage with this cell, these weights and
    this input; "sequence", the figures of the run; or "gradients", those of its backward pass. `labels` are the texts
    of the steps, such as tokens. `sequence` (of a batch) and `layer` count from 1, and `direction`, "forward" or
    "reverse", chooses in a bidirectional module. `loss` is where the backward pass starts, as in a link:
    "recall.squared", "last", or "c.3.12" for unit 3 of c at step 12. The first 500 steps are shown. Raises InputError
    and LossError for what does not exist.
    """
    run = shown_run(trace, labels, sequence, layer, direction)
    text = document(view_of(view).component, view_data(run, view, loss), title or run.title)
    file = Path(path)
    file.write_text(text, encoding="utf-8")
    return file
