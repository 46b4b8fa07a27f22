"""How the sidebar begins: collapsed where it is empty, and in a lesson unless the step looks at something in it."""

from typing import Literal

from explainer.lessons.course.lesson import Step

SHARED = ("cell", "m", "layers", "input", "by", "text", "numbers", "scaling")  # controls that are always in the sidebar
WITHOUT = ("sequence", "gradients", "inspect", "vanishing-gradients", "clipping", "gradient-descent", "by-hand")
"""Pages that have their other controls beside the figures."""
EMPTY = ("", "lessons", "exercises", "room", "runs", "vanishing-gradients", "clipping", "gradient-descent", "by-hand",
         "shapes", "claims", "write-a-claim")  # fmt: skip
"""Pages that have nothing in the sidebar, by URL path."""


def sidebar_state(page: str, step: Step | None) -> Literal["auto", "collapsed"]:
    """Return the state of a page's sidebar as Streamlit's page config names it; "auto" is open except on a phone."""
    if step is None:
        return "collapsed" if page in EMPTY else "auto"
    family, _, key = step.look.partition(":")
    in_sidebar = family == "control" and (key in SHARED or step.view.page not in WITHOUT)
    return "auto" if in_sidebar or step.look in ("controls", "more settings") else "collapsed"
