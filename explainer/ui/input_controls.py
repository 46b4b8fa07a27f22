"""The intake: the controls for what is to be read, typed, uploaded, made or taken from the gallery."""

from typing import Any

import streamlit as st

from explainer.inputs.examples import GALLERY
from explainer.inputs.fitting import fitting, joined, read_symbols, read_tokens
from explainer.inputs.generated import FIRST, MADE, made
from explainer.inputs.numbers import read_numbers
from explainer.inputs.reader import Reader
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_CHANNELS, MOST_STEPS, InputError, Sequence
from explainer.inputs.table import MOST_MEGABYTES, Table, decode, read_columns, read_table
from explainer.inputs.text import UNITS, read_text
from explainer.numerics.setup import MOST_SEED
from explainer.tasks.probe import PROBE
from explainer.torch_models.model_input import OWN, SEED
from explainer.ui import links

TEXT = "the cat sat on the mat"
NUMBERS = "10 20 30 40 50 60 70 80 90 100"
TOKENS = "0 1 0 0 1 1 0 1"
MOST_TYPED_ROW = 500  # numbers on a line that anybody would type
LINKED: dict[str, Any] = {"bind": "query-params"}


def example() -> Sequence:
    """Return what is read before anything is chosen."""
    return read_text(TEXT, UNITS[0])


def choose_input(reader: Reader | None = None) -> Sequence:
    """Choose where the sequence comes from, and read it; raises InputError.

    Where the weights were opened, their reader says what can be read, and has a sequence of its own.
    """
    if "wanted_input" in st.session_state:
        st.session_state.input = st.session_state.pop("wanted_input")
    kinds = offered(reader)
    told = "\n".join(f"- **{name}**: {about}" for name, about in kinds.items() if about)
    kind = st.selectbox("Where from", list(kinds), key="input", help=told, **LINKED)
    if reader is None:
        return read_kind(kind)
    if kind in MADE:
        return made(kind, reader.n, choose_seed() if kind == FIRST else 0)
    if kind == reader.first:
        return reader.own
    if kind == "tokens":
        return choose_tokens(reader)
    if kind == "text" and reader.symbols:
        return choose_symbols(reader)
    return fitting(reader, read_kind(kind, reader))


def offered(reader: Reader | None) -> dict[str, str]:
    """Return what can be chosen, each with what it shows, or nothing where its name says it."""
    kinds = dict.fromkeys(links.INPUTS, "") | {name: about for name, (_, about) in GALLERY.items()}
    if reader is None:
        return kinds
    made_for = {name: about for name, (_, about) in MADE.items()} | {"tokens": "numbers of symbols, one at each step"}
    return {reader.first: ABOUT_OWN.get(reader.first, "")} | (made_for if reader.free else {}) | kinds


ABOUT_OWN = {
    PROBE: "the sequence on which the run was watched while it was trained",
    OWN: "the input that came with the model",
}


def choose_seed() -> int:
    """Choose the seed of noise."""
    return int(st.number_input("Seed", 0, MOST_SEED, SEED, key="seed", help="The same seed draws the same numbers."))


def choose_tokens(reader: Reader) -> Sequence:
    """Type token numbers; raises InputError."""
    about = (
        f"Whole numbers from 0 to {reader.n - 1}, one at each step: x is 1 in the channel of that number, 0 elsewhere."
    )
    return read_tokens(reader, st.text_area("Tokens", TOKENS, key="tokens", help=about, **LINKED) or "")


def choose_symbols(reader: Reader) -> Sequence:
    """Type a text in the symbols that a run reads; raises InputError."""
    about = f"This run reads {' '.join(reader.channels)}. A full stop stands for “·”."
    typed = st.text_area("Text", joined(reader, reader.own.labels), key="symbols", help=about, **LINKED)
    return read_symbols(reader, typed or "")


def read_kind(kind: str, reader: Reader | None = None) -> Sequence:
    """Read what was chosen: a text, numbers, a file or an example; raises InputError."""
    most = max(MOST_CHANNELS, reader.n) if reader else MOST_CHANNELS
    if kind == "text":
        by = st.radio("Read by", UNITS, key="by", horizontal=True, **LINKED)
        return read_text(
            st.text_area(
                "Text",
                TEXT,
                key="text",
                help=f"Up to {MOST_STEPS} steps and {MOST_CHANNELS} different symbols.",
                **LINKED,
            )
            or "",
            by,
        )
    if kind == "numbers":
        text = st.text_area(
            "Numbers",
            rows_of(reader.n) if reader and reader.free else NUMBERS,
            key="numbers",
            help=f"Parted by spaces or lines, up to {MOST_STEPS}. Several on each line are several channels.",
            **LINKED,
        )
        return read_numbers(text or "", choose_scaling(reader), most)
    return choose_file(reader, most) if kind == "file" else GALLERY[kind][0]()


def reads() -> dict[str, str]:
    """Return what is read as it stands in a link; a file is no part of it."""
    keys = ("input", "text", "by", "numbers", "symbols", "tokens", "scaling", "seed")
    return {key: str(st.session_state[key]) for key in keys if key in st.session_state}


def rows_of(n: int) -> str:
    """Return a few typed rows of n numbers, nothing where n is too large to be typed."""
    if n == 1 or n > MOST_TYPED_ROW:
        return NUMBERS if n == 1 else ""
    rows = made(FIRST, n, SEED).raw[: 10 if n <= 16 else 3]
    return "\n".join(" ".join(f"{value:.1f}" for value in row) for row in rows)


def choose_scaling(reader: Reader | None) -> str:
    """Choose how columns of numbers are scaled: as they are, until said otherwise, for a model; a run scales itself."""
    if reader and not reader.free:
        return "none"
    kinds = list(SCALINGS)
    kind: str = st.selectbox(
        "Scaling",
        kinds,
        kinds.index("none" if reader else "standard"),
        key="scaling",
        help="\n".join(f"- **{kind}**: {about}" for kind, about in SCALINGS.items()),
        **LINKED,
    )
    return kind


def choose_file(reader: Reader | None, most: int) -> Sequence:
    """Upload a CSV or TXT file, and choose what of it is read; raises InputError."""
    file = st.file_uploader(
        "File",
        ["csv", "txt"],
        key="file",
        help="CSV or TXT in UTF-8, up to 5 MB. It stays in this visit and is not part of the link.",
        max_upload_size=MOST_MEGABYTES,
    )
    if file is None:
        raise InputError("No file is chosen yet; a CSV with a column of numbers or a TXT would be right.")
    text = decode(file.getvalue())
    if file.name.lower().endswith(".txt"):
        by = st.radio("Read by", UNITS, key="by", horizontal=True, **LINKED)
        return read_text(text, by)
    return choose_columns(read_table(text), reader, most)


def choose_columns(table: Table, reader: Reader | None, most: int) -> Sequence:
    """Choose columns and rows of an uploaded table; raises InputError."""
    numeric = [name for name in table.names if table.is_numeric(name)]
    names = st.multiselect(
        "Columns",
        table.names,
        numeric[: reader.n if reader else 1],
        key=f"columns {reader.n if reader else ''} {table.names}",
        help="The channels that the cell reads at each step.",
    )
    rows = len(table.rows)
    first = int(st.number_input("First row", 1, rows, 1, key=f"first {rows}"))
    steps = int(
        st.number_input(
            "Steps",
            1,
            MOST_STEPS,
            min(rows, 200),
            key=f"steps {rows}",
            help=f"The file has {rows:,} rows; {MOST_STEPS} is the most at once.",
        )
    )
    return read_columns(table, tuple(names), first - 1, steps, choose_scaling(reader), most)
