"""The readiness: what the first visit would otherwise wait for, done while the server starts."""

import inspect
import threading

from PIL import Image, ImageFile  # noqa: F401  Streamlit imports them for the first icon

from explainer.runs.service import desk
from explainer.ui import badge, downloads, sidebar  # noqa: F401  the pages import them
from explainer.ui.cell_controls import FIRST
from explainer.ui.input_controls import example
from explainer.web.stage.payload import View, payload

LATER = 10.0  # s, after which another process imports torch: not while the first figures are drawn. Train does not wait


def prepare() -> None:
    """Fill the caches that the first page reads, and warm the pool of workers once it can have been drawn.

    Streamlit looks at the call stack once, when the first element is drawn, to tell whether it runs in a
    REPL. Python then searches every module for the source of each frame: 0.2 s, unless it has done so before.
    """
    inspect.stack()
    sequence = example()
    payload(FIRST.stack(sequence), sequence, View("cell", {"t": 0, "unit": 0, "op": 0}))
    later = threading.Timer(LATER, lambda: desk().warm())
    later.daemon = True
    later.start()
