"""An uploaded text file: bytes of any usual encoding become a text."""

import codecs
import re
from dataclasses import dataclass

from explainer.inputs.sequence import InputError

MOST_TEXT_BYTES = 2_000_000
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # begins like that of UTF-16, so it stands before it
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
WESTERN = "cp1252"  # of all printable characters of latin-1, and of quotation marks and dashes besides
JAPANESE = ("cp932", "euc_jp")
OTHERS = (
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859_2", "iso8859_5",
    "iso8859_7", "koi8_r", "koi8_u", "cp866", "tis_620", "gb18030", "big5", "cp949",
)  # fmt: skip
"""Encodings that text files are met in, by Python's names; rarer ones would only be mistaken for these."""
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
BEYOND = re.compile(rb"[\x80-\xff]")
HIRAGANA = re.compile("[\u3041-\u309f]")
LEAST_HIRAGANA = 0.2  # of the characters beyond ASCII: below it a text is not Japanese
CYRILLIC = ("cp1251", "koi8_r", "cp866")
CYRILLIC_WORD = re.compile("[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+")
LEAST_LETTERS = 4  # of a word by which Cyrillic is recognised: shorter ones are met in any encoding by chance
MOST_SAMPLE = 32_000  # bytes by which an older encoding is recognised
LEAST_UTF16 = 16  # bytes by which it is recognised without a mark
LEAST_NULS = 0.4  # of the bytes at even or at odd places: so many has UTF-16 of a language with Latin letters


@dataclass(frozen=True)
class TextFile:
    """The text of a file, its lines ended by a line feed alone, and the encoding by Python's name."""

    text: str
    encoding: str


def read_text_file(data: bytes) -> TextFile:
    """Return the text in a file's bytes; raises InputError for a large, empty, binary or unrecognised file.

    Tried in this order: a byte order mark (UTF-8, UTF-16, UTF-32), UTF-8, and the older encodings, of which
    Windows-1252 is preferred where others fit no better.
    """
    if len(data) > MOST_TEXT_BYTES:
        raise InputError(
            f"The file has {len(data):,} bytes; {MOST_TEXT_BYTES:,} ({MOST_TEXT_BYTES // 10**6} MB) is the most, "
            "so cut it."
        )
    found = decode_text_file(data)
    if not found.text.strip():
        raise InputError("The file has no text; a text of some thousand characters would be right.")
    return found


def decode_text_file(data: bytes) -> TextFile:
    """Return the text in bytes of any size, as `read_text_file` does; an empty one, too."""
    mark = next((mark for mark in BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    encoding = BYTE_ORDER_MARKS.get(mark) or _unmarked_utf16(data)
    if not encoding:
        _refuse_binary(data.decode("latin-1"))
        encoding = _encoding(data)
    text = _decode(data, mark, encoding)
    _refuse_binary(text)
    return TextFile(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text, encoding)


def _unmarked_utf16(data: bytes) -> str:
    """Return the encoding of UTF-16 without a byte order mark, by its bytes of zero; empty for anything else."""
    part = data[:4096]
    if len(part) < LEAST_UTF16 or len(data) % 2:
        return ""
    for encoding, zeros in (("utf-16-le", part[1::2]), ("utf-16-be", part[::2])):
        if zeros.count(0) > LEAST_NULS * len(zeros) and zeros.count(0) == part.count(0):
            return encoding
    return ""


def _refuse_binary(text: str) -> None:
    """Raise InputError for a control character that no text has; below 32, bytes are the same in all encodings."""
    found = CONTROL.search(text)
    if found:
        raise InputError(
            f"The file is not plain text (line {_line(text[: found.start()])} has the control character "
            f"0x{ord(found[0]):02X}); save it as TXT in UTF-8."
        )


def _decode(data: bytes, mark: bytes, encoding: str) -> str:
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"The file begins as {encoding[:6].upper()}, but byte {len(mark) + error.start + 1:,} "
            "does not go on so; save it as UTF-8."
        ) from None


def _encoding(data: bytes) -> str:
    """Return the encoding of bytes without a byte order mark; raises InputError where none is recognised."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        sample = _sample(data)
        found = None if _is_damaged_utf8(sample) else _older_encoding(sample)
        if found is None:
            raise InputError(
                f"The file is not in UTF-8 or another known encoding (line {_line(data[: error.start].decode())} "
                f"has a byte 0x{data[error.start]:02X}); save it as UTF-8."
            ) from None
        return found
    return "utf-8"


def _sample(data: bytes) -> bytes:
    """Return the lines that are not ASCII, as far as they are needed; a short text is returned whole."""
    if len(data) <= MOST_SAMPLE:
        return data
    found, place = bytearray(), 0
    while len(found) < MOST_SAMPLE and (beyond := BEYOND.search(data, place)):
        start = max(place, data.rfind(b"\n", place, beyond.start()) + 1, beyond.start() - MOST_SAMPLE)
        end = data.find(b"\n", beyond.start()) + 1 or len(data)
        place = min(end, beyond.end() + MOST_SAMPLE)
        found += data[start:place]
    return bytes(found)


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether most of what is not ASCII is UTF-8, as it is by chance in no other encoding."""
    beyond = [character for character in data.decode("utf-8", "replace") if not character.isascii()]
    return beyond.count("\ufffd") * 2 < len(beyond)


def _older_encoding(data: bytes) -> str | None:
    japanese = next((name for name in JAPANESE if _hiragana(data, name) >= LEAST_HIRAGANA), None)
    cyrillic = next((name for name in CYRILLIC if _is_cyrillic(data, name)), None)
    if japanese or cyrillic:
        return japanese or cyrillic
    from charset_normalizer import from_bytes  # takes 50 ms, and few files need it

    matches = list(from_bytes(data, cp_isolation=[WESTERN, *OTHERS]))  # the best first
    if not matches:
        return None
    best = matches[0]
    equal = [one for one in matches if one.chaos <= best.chaos and one.coherence >= best.coherence]
    return WESTERN if any(WESTERN in one.could_be_from_charset for one in equal) else best.encoding


def _is_cyrillic(data: bytes, encoding: str) -> bool:
    """Tell whether all words beyond ASCII are Cyrillic, with capitals where words have them, and one is long.

    The encodings have small letters where others have capitals, so no text passes for two of them; one without any
    capital may be Hebrew.
    """
    try:
        words = [word for word in re.findall(r"[^\W\d_]+", data.decode(encoding)) if not word.isascii()]
    except UnicodeDecodeError:
        return False
    letters = "".join(words)
    small = sum(map(str.islower, letters))
    enough = 2 * small > len(letters) > small and max(map(len, words)) >= LEAST_LETTERS
    return enough and all(map(CYRILLIC_WORD.fullmatch, words))


def _hiragana(data: bytes, encoding: str) -> float:
    """Return the share of hiragana among the characters beyond ASCII; 0 where the bytes are not of this encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond = sum(not character.isascii() for character in text)
    return len(HIRAGANA.findall(text)) / max(beyond, 1)


def _line(before: str) -> int:
    """Return the number of the line that follows a text, counted from 1."""
    return len(re.findall(r"\r\n|\r|\n", before)) + 1
