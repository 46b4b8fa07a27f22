"""The link that a teacher gives to a class: this view with what it hides and locks, or a frame for a course page."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from explainer.ui.link_entries import FRAME

EMBED_HEIGHT = 640  # pixels


@dataclass(frozen=True)
class Showing:
    """How a view is shown by a link: what is hidden and locked, whether it is presented or embedded.

    `seed` and `lesson` replace those of the view; empty, they leave them as they are.
    """

    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    presented: bool = False
    embedded: bool = False
    seed: str = ""
    lesson: str = ""


def teacher_link(address: str, page: str, view: Mapping[str, str], showing: Showing) -> str:
    """Return the link of a page, by its URL path, with the entries of a view, shown in another way."""
    query = {key: value for key, value in view.items() if key not in FRAME}
    chosen = {
        "seed": showing.seed, "lesson": showing.lesson, "present": "1" if showing.presented else "",
        "hide": ",".join(showing.hidden), "lock": ",".join(showing.locked),
        "embed": "true" if showing.embedded else "",
    }  # fmt: skip
    query |= {key: value for key, value in chosen.items() if value}
    return f"{address}/{page}" + (f"?{urlencode(query, safe=',:')}" if query else "")


def frame_code(link: str, title: str) -> str:
    """Return the HTML with which a course page shows a link in a frame."""
    return (
        f'<iframe src="{escape(link)}" title="{escape(title)}" width="100%" height="{EMBED_HEIGHT}" '
        'style="border: 0" loading="lazy" allow="fullscreen"></iframe>'
    )
