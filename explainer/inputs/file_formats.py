"""Files of other formats that are taken for tables: how each begins, and what would be right."""

import re

from explainer.inputs.sequence import InputError

ZIP = b"PK\x03\x04"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
FORMATS: dict[bytes, str] = {
    ZIP: "The file is a packed one (zip); unpack it, and choose the table in it.",
    b"PK\x05\x06": "The file is an empty archive (zip); choose a table.",
    b"\xd0\xcf\x11\xe0": "The file is an old Excel file (.xls), or one with a password; save it as .xlsx without one.",
    b"\x1f\x8b": "The file is compressed (gzip); unpack it, and choose the table in it.",
    b"PAR1": "The file is a Parquet file; save it as CSV.",
    b"ARROW1": "The file is an Arrow file; save it as CSV.",
    b"SQLite format 3": "The file is a database of SQLite; export the table as CSV.",
    b"\x89HDF": "The file is an HDF5 file; save its table as CSV.",
    b"%PDF": "The file is a PDF; copy its table into a CSV file.",
    b"{\\rtf": "The file is a text of Rich Text Format; save it as plain text.",
    b"\x89PNG": "The file is a picture; a table of numbers would be right.",
    b"\xff\xd8\xff": "The file is a picture; a table of numbers would be right.",
}
"""The first bytes of a file, and the sentence about it."""
MARKUP = re.compile(rb"\s*(?:<(?:!doctype|html|table|\?xml)|\{\s*\"|\[\s*[\[{])", re.IGNORECASE)


def refuse_other_formats(data: bytes) -> None:
    """Raise InputError for a file that begins as one of another format, with what would be right."""
    if data[:4] == ZIP and OPEN_DOCUMENT in data[:200]:
        raise InputError("The file is an OpenDocument sheet (.ods); save it as .xlsx or CSV.")
    found = next((sentence for start, sentence in FORMATS.items() if data.startswith(start)), "")
    if found:
        raise InputError(found)
    if MARKUP.match(data[:1000]):
        raise InputError("The file is HTML, XML or JSON and not a table; save it as CSV or .xlsx.")
