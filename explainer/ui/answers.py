"""Answers: the sentences and the worked lines on a page that say what its numbers mean, and equations.

A link can hide them: then they are not sent. While a page is presented, answers are blank until a key is pressed.
"""

from typing import Any

import streamlit as st

from explainer.ui.hidden import is_hidden, is_sentence_hidden


def answer(text: str, key: str, of: str = "page", place: Any = st) -> None:
    """Show a text in Markdown that is an answer, in a container; `of` says what it stands at, a key of SENTENCES.

    Each text on a page has a key of its own.
    """
    if text and not is_sentence_hidden(of):
        place.container(key=f"answer_{key}").markdown(text)


def equation(text: str, key: str, place: Any = st) -> None:
    """Show an equation in Markdown, in a container; each on a page has a key of its own."""
    if not is_hidden("equations"):
        place.container(key=f"equation_{key}").markdown(text)
