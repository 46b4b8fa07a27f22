"""The components as widgets of a notebook: anywidget's, which Jupyter, JupyterLab, VS Code, Colab and marimo show."""

from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from explainer.numerics.changes import Change, parse_changes
from explainer.numerics.trace import Trace
from explainer.web.standalone.shells import component_style, widget_script, zipped_plotly
from explainer.web.standalone.shown_run import ShownRun


class GatescopeWidget(anywidget.AnyWidget):
    """A component in a notebook: `data` goes in; `view` comes out, once a drag ends or the cursor rests.

    `view` holds, counted from 1, the step t, the unit and, on the stage, the operation op, beside the changes, pins and
    loss as a link has them. `observe(function, "view")` calls a function whenever it changes.
    """

    data = traitlets.Bytes().tag(sync=True)
    plotly = traitlets.Bytes().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    run = traitlets.Instance(ShownRun)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The numbers that were changed by hand: name, index from 0, value, and whether it is held."""
        return parse_changes(str(self.view.get("changes") or ""))

    def trace(self) -> Trace:
        """Return the numpy trace of what is shown, with the changes in it: the numbers on the screen."""
        return replace(self.run.setup, changes=self.changes).run(self.run.sequence)

    def __repr__(self) -> str:
        """Say what is shown, for a viewer that shows no widgets."""
        return f"<{type(self).__name__}: {self.run.title}>"


class StageWidget(GatescopeWidget):
    """The stage in a notebook."""

    _esm = widget_script("stage")
    _css = component_style("stage")


class BoardWidget(GatescopeWidget):
    """The figures of a run, or of its gradients, in a notebook; plotly draws them, and comes with them."""

    _esm = widget_script("board")
    _css = component_style("board")

    def __init__(self, **traits: Any) -> None:
        super().__init__(**({"plotly": zipped_plotly()} | traits))


WIDGETS = {"stage": StageWidget, "board": BoardWidget}
"""By component."""
