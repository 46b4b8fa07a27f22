"""Elements on their way to the browser: what the link hides is left out of them, what it locks is disabled.

Every element of every page, also of pages to come, passes `DeltaGenerator._enqueue`; so that is where they are taken
out, and no page can forget it.
"""

import json
from collections.abc import Set
from typing import Any

from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Empty_pb2 import Empty
from streamlit.proto.Markdown_pb2 import Markdown
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

from explainer.ui.hidden import PARTS, hidden_names
from explainer.ui.locked import are_numbers_locked, is_locked, locked_names
from explainer.web.withheld import without, without_parts

COMPONENT = "gatescope_"
LEFT_OUT = {"dataframe": {"tables"}, "table": {"tables"}, "download_button": {"downloads", "answers"}}
"""The kinds of elements that are not sent where one of these is hidden; a file may hold the answers."""

_send = DeltaGenerator._enqueue


def install() -> None:
    """Let every element pass `outgoing`; a second call does nothing."""
    DeltaGenerator._enqueue = _enqueue  # type: ignore[method-assign]


def _enqueue(self: DeltaGenerator, delta_type: str, element_proto: Any, *args: Any, **options: Any) -> Any:
    if get_script_run_ctx(suppress_warning=True) is not None:
        hidden, locked = hidden_names(), locked_names()
        if hidden or locked:
            delta_type, element_proto = outgoing(delta_type, element_proto, hidden, locked)
    return _send(self, delta_type, element_proto, *args, **options)


def outgoing(kind: str, element: Any, hidden: Set[str], locked: Set[str]) -> tuple[str, Any]:
    """Return the kind and the element that are sent in place of one: itself, disabled, in part, or an empty one."""
    if LEFT_OUT.get(kind, set()) & hidden or ("equations" in hidden and _is_equation(kind, element)):
        return "empty", Empty()
    if kind == "bidi_component":
        _take_out(element, hidden & PARTS.keys(), are_numbers_locked(frozenset(locked)))
    elif kind == "plotly_chart" and "answers" in hidden:
        element.alt = ""  # its sentence, for a screen reader
    elif hasattr(element, "disabled") and hasattr(element, "id") and kind not in LEFT_OUT:
        element.disabled |= is_locked(_key(element), frozenset(locked))
    return kind, element


def _is_equation(kind: str, element: Any) -> bool:
    return kind == "markdown" and element.element_type == Markdown.Type.LATEX


def _key(element: Any) -> str:
    """Return the key of a widget, empty where it has none."""
    return user_key_from_element_id(element.id) or ""


def _take_out(element: Any, hidden: Set[str], locked: bool) -> None:
    """Take what is hidden out of the data of one of this project's components."""
    name = element.component_name.removeprefix(COMPONENT)
    if element.bytes:
        element.bytes = without(name, element.bytes, hidden, locked)
    elif element.json and name == "live":
        element.json = json.dumps(without_parts(name, json.loads(element.json), hidden, locked))
