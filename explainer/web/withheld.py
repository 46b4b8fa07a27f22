"""What a component does not receive where a link hides it: answers, equations and tables in its data."""

import json
import struct
from collections.abc import Callable, Mapping, Set
from typing import Any

Data = dict[str, Any]


def without(component: str, data: bytes, hidden: Set[str], locked: bool) -> bytes:
    """Return packed data (web/board/packing.py) without what is hidden, and with `hidden` and `locked` in its header.

    What a picture is drawn from stays: the numbers of every figure, and of the stage the program that computes them.
    """
    (length,) = struct.unpack_from("<I", data)
    header = without_parts(component, json.loads(data[4 : 4 + length]), hidden, locked)
    text = json.dumps(header, allow_nan=False).encode()
    return b"".join([struct.pack("<I", len(text)), text, data[4 + length :]])


def without_parts(component: str, header: Data, hidden: Set[str], locked: bool) -> Data:
    """Return a header, or the whole data of the live component, without what is hidden."""
    for name, remove in REMOVED.get(component, {}).items():
        if name in hidden:
            header = remove(header)
    return header | {"hidden": sorted(hidden), "locked": locked}


def _without_sentences(header: Data) -> Data:
    return header | {"cards": [card | {"sentences": [""]} for card in header["cards"]]}


def _without_tables(header: Data) -> Data:
    return header | {"cards": [card | {"table": None} for card in header["cards"]]}


def _without_symbols(header: Data) -> Data:
    if not header.get("formulas"):
        return header
    lines = [line | {"symbols": [], "numbers": [], "code": ""} for line in header["formulas"]["lines"]]
    return header | {"formulas": header["formulas"] | {"lines": lines}}


def _without_step_texts(header: Data) -> Data:
    """The browser puts numbers into these sentences; the titles stay, by which the operations are called."""
    return _with_steps(header, {"sentence": ""}, {"sentence": ""})


def _without_code(header: Data) -> Data:
    """The letters of an operation stay: the diagram labels its boxes with them."""
    return _with_steps(_without_symbols(header), {"numbers": []}, {})


def _with_steps(header: Data, forward: Data, backward: Data) -> Data:
    """Return a stage's header with other texts of each operation, and of its backward rule."""
    program = header["program"]
    steps = [step | forward | {"backward": step["backward"] | backward} for step in program["steps"]]
    return header | {"program": program | {"steps": steps}}


def _without_published(data: Data) -> Data:
    return data | {"published": ""}


REMOVED: Mapping[str, Mapping[str, Callable[[Data], Data]]] = {
    "board": {"answers": _without_sentences, "tables": _without_tables, "equations": _without_symbols},
    "plot": {"answers": _without_sentences, "tables": _without_tables},
    "stage": {"answers": _without_step_texts, "equations": _without_code},
    "live": {"answers": _without_published},
}
"""By component and by what is hidden: what takes it out of the data."""
