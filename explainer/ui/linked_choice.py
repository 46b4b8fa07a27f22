"""A choice whose labels are not its values: it follows the link by value."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from explainer.ui.language import language


def choose_linked(
    title: str,
    key: str,
    names: Sequence[str],
    first: str,
    named: Callable[[str], str],
    width: int | Literal["stretch"] = "stretch",
    about: str = "",
) -> str:
    """Draw a choice that stands in the link under its key, unless it is the first one; return its name.

    A name that does not exist gives the first one. Streamlit holds and links a choice by its label, so each language
    has a control of its own, and the link is written here.
    """
    linked = st.query_params.get(key, first)
    chosen: str = st.selectbox(
        title, names, names.index(linked if linked in names else first), format_func=named, key=f"{key} {language()}",
        width=width, help=about or None,
    )  # fmt: skip
    if chosen == first:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = chosen
    return chosen
