"""How the sidebar begins in a lesson: collapsed, unless the step looks at something in it."""

from typing import Literal

from explainer.lessons.course.lesson import Step

SHARED = ("cell", "m", "layers", "input", "by", "text", "numbers", "scaling")  # controls that are always in the sidebar
WITHOUT = ("sequence", "gradients", "inspect", "vanishing-gradients", "clipping", "gradient-descent", "by-hand")
"""Pages that have their other controls beside the figures."""


def sidebar_state(step: Step | None) -> Literal["auto", "collapsed"]:
    """Return the state of the sidebar as Streamlit's page config names it; "auto" is open except on a phone."""
    if step is None:
        return "auto"
    family, _, key = step.look.partition(":")
    in_sidebar = family == "control" and (key in SHARED or step.view.page not in WITHOUT)
    return "auto" if in_sidebar or step.look in ("controls", "more settings") else "collapsed"
