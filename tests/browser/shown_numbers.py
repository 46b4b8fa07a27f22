"""The numbers that a page shows, found without the names that the app gives them.

Arrays come from what the app's components are given, from plotly's figures and from tables. Single numbers come from
number inputs and sliders, and from texts and formulas.
"""

import base64
import io
import json
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow
from streamlit.proto.Element_pb2 import Element

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
LAYOUT = re.compile(r"#[0-9a-fA-F]{6}|\\rule\[[^]]*\]\{[^}]*\}\{[^}]*\}")  # colours and room in formulas


@dataclass
class Shown:
    """What a page shows: arrays, single numbers, texts, and those JSON objects in components that hold only numbers.

    `controls` holds what sliders and number inputs are set to, `numbers` all other single numbers, in texts too.
    `unsure` holds arrays beside the components' numbers, which may be data or a matter of layout.
    """

    arrays: list[np.ndarray] = field(default_factory=list)
    unsure: list[np.ndarray] = field(default_factory=list)
    controls: set[float] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    groups: list[dict[str, float]] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        self.texts.append(text)
        self.numbers |= set(numbers_of(text))


def shown(elements: Iterable[Element]) -> Shown:
    """Collect what the elements of a page show."""
    found = Shown()
    for element in elements:
        kind = element.WhichOneof("type")
        if kind in ADD:
            ADD[kind](found, getattr(element, kind))
    return found


def numbers_of(text: str) -> list[float]:
    """Return the numbers that stand in a text, without their signs and powers of ten."""
    plain = re.sub(r"\\(?=[.,])", "", LAYOUT.sub("", text))
    return [float(number.replace(",", "")) for number in NUMBER.findall(plain)]


def _add_component(found: Shown, component: Any) -> None:
    if component.WhichOneof("data") == "bytes":
        (length,) = struct.unpack_from("<I", component.bytes)
        header = json.loads(component.bytes[4 : 4 + length])
        _add_json(found, header, found.unsure)
        found.arrays += _split(np.frombuffer(component.bytes[4 + length :], "<f8"), header)
    elif component.WhichOneof("data") == "json":
        _add_json(found, json.loads(component.json), found.arrays)


def _split(numbers: np.ndarray, header: Any) -> list[np.ndarray]:
    """Part the numbers behind a header: it holds a list of (name, rows, columns) that fits them, under any key."""
    for part in _lists(header):
        if part and all(_is_size(one) for one in part):
            ends = np.cumsum([rows * columns for _, rows, columns in part])
            if ends[-1] == numbers.size:
                pieces = np.split(numbers, ends[:-1])
                return [piece.reshape(size[1:]) for piece, size in zip(pieces, part, strict=True)]
    raise AssertionError("no list in the header of a component tells the sizes of its arrays")


def _is_size(value: Any) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [str, int, int]


def _lists(value: Any) -> Iterator[list[Any]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, list):
        yield value
    for one in inside:
        yield from _lists(one)


def _add_json(found: Shown, value: Any, arrays: list[np.ndarray]) -> None:
    """Collect the arrays, numbers, texts and groups of numbers from JSON; plotly's x, y and z are data anywhere."""
    array = as_array(value)
    if array is not None:
        arrays.append(array)
    elif isinstance(value, dict):
        if value and all(map(_is_number, value.values())):
            found.groups.append(value)
        for key, one in value.items():
            _add_json(found, one, found.arrays if key in ("x", "y", "z") else arrays)
    elif isinstance(value, list):
        for one in value:
            _add_json(found, one, arrays)
    elif isinstance(value, str):
        found.add_text(value)
    elif _is_number(value):
        found.numbers.add(abs(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_array(value: Any) -> np.ndarray | None:
    """Return a list of numbers, a list of such lists, or an array as plotly packs it; None for all else."""
    if isinstance(value, dict) and "bdata" in value:
        flat = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).astype(float)
        return flat.reshape([int(one) for one in value["shape"].split(",")]) if "shape" in value else flat
    if not isinstance(value, list) or not value:
        return None
    try:
        array = np.array(value, dtype=float)  # None becomes NaN
    except (TypeError, ValueError):
        return None
    return array if array.ndim <= 2 and array.size and not _has_text(value) else None


def _has_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and any(map(_has_text, value)))


def _add_figure(found: Shown, figure: Any) -> None:
    for trace in json.loads(figure.spec)["data"]:
        arrays = (as_array(trace.get(axis)) for axis in "xyz")
        found.arrays += [array for array in arrays if array is not None]


def _add_table(found: Shown, table: Any) -> None:
    with pyarrow.ipc.open_stream(io.BytesIO(table.arrow_data.data)) as stream:
        columns = stream.read_all().columns
    for column in columns:
        if pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type):
            found.arrays.append(np.array(column.to_pylist(), dtype=float))


def _add_slider(found: Shown, slider: Any) -> None:
    found.controls |= {abs(one) for one in (slider.value if slider.set_value else slider.default)}


def _add_number_input(found: Shown, box: Any) -> None:
    if box.set_value or box.HasField("default"):
        found.controls.add(abs(box.value if box.set_value else box.default))


ADD = {
    "bidi_component": _add_component,
    "plotly_chart": _add_figure,
    "dataframe": _add_table,
    "slider": _add_slider,
    "number_input": _add_number_input,
    "markdown": lambda found, element: found.add_text(element.body),
    "code": lambda found, element: found.add_text(element.code_text),
}
