"""A trace in a notebook."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from explainer.web.standalone.shown_run import shown_run
from explainer.web.standalone.views import view_data, view_of

MISSING = "A notebook shows a trace by anywidget, which is not installed; run `pip install anywidget`."
_numbers = count(1)  # of the widgets of this process: each has a cursor of its own


def show(
    trace: Any,
    view: str = "cell",
    *,
    labels: Sequence[str] = (),
    sequence: int = 1,
    layer: int = 1,
    direction: str = "forward",
    loss: str = "",
) -> Any:
    """Show a trace in a notebook (Jupyter, JupyterLab, VS Code, Colab, marimo); dragging works without a kernel too.

    The arguments are those of `save_html`. Returns the widget: its `view` is where the cursor is, with what was
    changed, pinned and chosen; its `changes` are the changed numbers, and its `trace()` is the run with them. Raises
    ImportError where anywidget is not installed.
    """
    try:
        from explainer.web.standalone.widget import WIDGETS
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "ipywidgets", "traitlets"):
            raise
        raise ModuleNotFoundError(MISSING, name=error.name) from None
    run = shown_run(trace, labels, sequence, layer, direction)
    data = view_data(run, view, loss, f"notebook-{next(_numbers)}")
    return WIDGETS[view_of(view).component](data=data, run=run)
