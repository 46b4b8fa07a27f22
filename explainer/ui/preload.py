"""The preloading: imports, caches and the worker pool that the first visit would otherwise wait for."""

import inspect
import threading

from PIL import Image, ImageFile  # noqa: F401  Streamlit imports them for the first icon

from explainer.runs.service import run_service
from explainer.ui import badge, doors, downloads, frame, lesson_bar, room_frame, sidebar  # noqa: F401  imported later
from explainer.ui.cell_controls import DEFAULT_SETUP
from explainer.ui.input_controls import example
from explainer.web.stage.payload import View
from explainer.web.stage.payload import payload as stage_payload
from explainer.web.start.payload import payload as start_payload

WARM_UP_DELAY = 10.0  # s: another process then imports torch, once the first figures are drawn. Train does not wait


def prepare() -> None:
    """Fill the caches that Start and Cell read, and warm the pool of workers once it can have been drawn.

    Streamlit looks at the call stack once, when the first element is drawn, to tell whether it runs in a
    REPL. Python then searches every module for the source of each frame: 0.2 s, unless it has done so before.
    """
    inspect.stack()
    start_payload()
    sequence = example()
    stage_payload(DEFAULT_SETUP.stack(sequence), sequence, View("cell", {"t": 0, "unit": 0, "op": 0}))
    timer = threading.Timer(WARM_UP_DELAY, lambda: run_service().start_supervisor())
    timer.daemon = True
    timer.start()
