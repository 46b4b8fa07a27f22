"""Markdown: a visitor's text made safe to stand in it."""

import re


def plain(text: str) -> str:
    """Keep a visitor's text from being read as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|~<>$:-])", r"\\\1", " ".join(text.split()))
