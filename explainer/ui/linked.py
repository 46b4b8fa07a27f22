"""The widgets bound to query parameters: the option that binds them, and a slider."""

from typing import Any

import streamlit as st

LINKED: dict[str, Any] = {"bind": "query-params"}


def linked_slider(label: str, limits: tuple[Any, Any], default: Any, key: str, step: Any = None, **options: Any) -> Any:
    """Draw a slider that is bound to the query parameter of its key; its value is of the type of its limits."""
    return st.slider(label, *limits, default, step, key=key, **options, **LINKED)
