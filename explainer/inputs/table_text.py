"""The text of a table, without what stands beside its rows: the encoding is found, comments and `sep=` are left out."""

import re
from dataclasses import dataclass

from explainer.inputs.file_formats import refuse_other_formats
from explainer.inputs.sequence import InputError
from explainer.inputs.text_file import decode_text_file

MOST_MEGABYTES = 50
MOST_BYTES = MOST_MEGABYTES * 1_000_000
EMPTY = "The file is empty; a table has a line of names and a line per time step."
DECLARED = re.compile(r"sep=(.)\n", re.IGNORECASE)
COMMENT = re.compile(r"^[ \t]*#(?!(?:n/a|na|nv|div/0!|value!|wert!|ref!|bezug!|num!|zahl!|name\?|null!)(?:\W|$))[^\n]*",
                     re.MULTILINE | re.IGNORECASE)  # fmt: skip
"""A comment line; a cell of Excel's errors begins with the same sign."""
NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32",
         "cp1252": "Windows-1252", "cp1251": "Windows-1251", "cp1250": "Windows-1250"}  # fmt: skip


@dataclass(frozen=True)
class TableText:
    """The text of a table's lines, what was left out being empty lines; the last comment above the first row."""

    text: str
    encoding: str = ""
    delimiter: str = ""  # that the file declares
    comments: int = 0
    comment: str = ""


def read_table_text(data: bytes) -> TableText:
    """Return the text in a file's bytes; raises InputError for a large, empty, binary or unrecognised file."""
    check_size(len(data))
    refuse_other_formats(data)
    if not data.strip():
        raise InputError(EMPTY)
    found = decode_text_file(data)
    return clean(found.text, NAMES.get(found.encoding, found.encoding))


def check_size(size: int) -> None:
    """Raise InputError for a file that is too large."""
    if size > MOST_BYTES:
        raise InputError(f"The file has {size / 1e6:.1f} MB; {MOST_MEGABYTES} MB is the most, so cut it.")


def clean(text: str, encoding: str = "") -> TableText:
    """Replace the line `sep=` and comment lines by empty ones; inside quoted cells there may be lines that look so."""
    if not text.strip():
        raise InputError(EMPTY)
    declared = DECLARED.match(text)
    if declared:
        text = text[declared.end() - 1 :]
    head = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", text)
    assert head
    limit = len(text) if '"' not in text else head.end()
    found = COMMENT.findall(text, 0, limit)
    if found:
        text = COMMENT.sub("", text[:limit]) + text[limit:]
    above = COMMENT.findall(head[0])
    last = above[-1].strip().lstrip("#").strip() if above else ""
    return TableText(text, encoding, declared[1] if declared else "", len(found), last)
