"""The table or text that was named when the server was started, in the place of an uploaded one."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from explainer.inputs.sequence import InputError
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.web.launch import TABLE_VARIABLE
from explainer.web.startup_file import read


@dataclass(frozen=True)
class StartupTable:
    """A file with the name and the bytes that an upload has."""

    name: str
    data: bytes

    def getvalue(self) -> bytes:
        """Return its bytes."""
        return self.data


def or_startup_table(uploaded: Any) -> Any:
    """Return an uploaded file, else the one of the server's start, which a line then names; None without either.

    Raises InputError where the file of the start can no longer be read.
    """
    path = os.environ.get(TABLE_VARIABLE)
    if uploaded is not None or not path:
        return uploaded
    found = startup_table(path)
    st.caption(plain(_("{name} is read, with which the server was started.").format(name=found.name)))
    return found


@lru_cache(maxsize=1)
def startup_table(path: str) -> StartupTable:
    """Read the file once; raises InputError."""
    try:
        return StartupTable(Path(path).name, read(Path(path)))
    except OSError as error:
        name, reason = Path(path).name, error.strerror or error
        raise InputError(f"“{name}”, with which the server was started, cannot be read: {reason}.") from None
