"""What Streamlit's server sends to a page: the frames of its websocket, read while a browser receives them."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, TimeoutError, WebSocket
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Messages:
    """The elements that a page holds, by their place in its layout; made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.elements: dict[tuple[int, ...], Element] = {}
        self.controls: dict[str, Element] = {}  # sliders and number inputs, as they were last set
        self.finished = False  # a run of the whole script has ended
        self._page = page
        self._sent: dict[str, ForwardMsg] = {}
        self._since: set[tuple[int, ...]] = set()  # the places that the run in progress has filled
        self._sockets: list[WebSocket] = []
        page.on("websocket", self._listen)

    def wait_until_none(self, differences: Callable[[], list[str]], seconds: float = 15.0) -> list[str]:
        """Return what `differences` finds, asked again after each frame until it finds nothing or time is up."""
        end = time.monotonic() + seconds
        try:
            while (found := differences()) and (left := end - time.monotonic()) > 0:
                if not self._sockets:
                    self._page.wait_for_event("websocket", timeout=1000 * left)
                else:
                    self._sockets[-1].wait_for_event("framereceived", timeout=1000 * left)
        except TimeoutError:
            pass
        return found

    def _listen(self, socket: WebSocket) -> None:
        self._sockets.append(socket)
        socket.on("framereceived", self._take)

    def _take(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            return
        message = ForwardMsg.FromString(frame)
        path = tuple(message.metadata.delta_path)
        if message.WhichOneof("type") == "ref_hash":  # the content has been sent before
            message = self._sent[message.ref_hash]
        elif message.hash:
            self._sent[message.hash] = message
        self._note(path, message)

    def _note(self, path: tuple[int, ...], message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._since = set()
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._keep(path, message.delta.new_element)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.elements = {place: self.elements[place] for place in self._since}
            self.finished = True

    def _keep(self, path: tuple[int, ...], element: Element) -> None:
        """Keep an element; a control's value is sent once, and what is sent of it again does not tell it."""
        self.elements[path] = element
        self._since.add(path)
        kind = element.WhichOneof("type")
        control = getattr(element, kind) if kind in ("slider", "number_input") else None
        if control is not None and control.set_value:
            self.controls[control.id] = element
