"""The input controls: a sequence that is typed, uploaded, generated or one of the examples."""

import streamlit as st

from explainer.inputs.adapt import adapt_input, join_symbols, read_symbols, read_tokens
from explainer.inputs.examples import EXAMPLES, NUMBERS, TEXT
from explainer.inputs.generated import DEFAULT, GENERATED, generate
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import MOST_CHANNELS, MOST_STEPS, Sequence
from explainer.inputs.text import UNITS, read_text
from explainer.numerics.setup import MOST_SEED
from explainer.tasks.probe import PAIR_SOURCE, PAIR_TARGET, PROBE
from explainer.torch_models.model_input import OWN_INPUT, SEED
from explainer.ui import link_entries
from explainer.ui.file_controls import choose_file, choose_scaling
from explainer.ui.language import _
from explainer.ui.linked import LINKED

TOKENS = "0 1 0 0 1 1 0 1"
MOST_TYPED_ROW = 500  # numbers on a line that anybody would type


def example() -> Sequence:
    """Return the default input."""
    return read_text(TEXT, UNITS[0])


def choose_input(spec: InputSpec | None = None) -> Sequence:
    """Choose a source and read its sequence; raises InputError.

    With loaded weights, `spec` decides which inputs fit, and has a sequence of its own.
    """
    if "requested_input" in st.session_state:
        st.session_state.input = st.session_state.pop("requested_input")
    kinds = input_kinds(spec)
    about_kinds = "\n".join(f"- **{name}**: {about}" for name, about in kinds.items() if about)
    kind = st.selectbox(_("Source"), list(kinds), key="input", help=about_kinds, **LINKED)
    if spec is None:
        return read_input(kind)
    if kind in GENERATED:
        return generate(kind, spec.n, choose_noise_seed() if kind == DEFAULT else 0)
    if kind == spec.sample_name:
        return spec.sample
    if kind == "tokens":
        return choose_tokens(spec)
    if kind == "text" and spec.one_hot:
        return choose_symbols(spec)
    return adapt_input(spec, read_input(kind, spec))


def input_kinds(spec: InputSpec | None) -> dict[str, str]:
    """Return the sources that can be chosen, each with a description, empty where the name is enough."""
    kinds = dict.fromkeys(link_entries.INPUTS, "") | {name: about for name, (_, about) in EXAMPLES.items()}
    if spec is None:
        return kinds
    generated = {name: about for name, (_, about) in GENERATED.items()} | {"tokens": "token numbers, one at each step"}
    return {spec.sample_name: ABOUT_OWN.get(spec.sample_name, "")} | (generated if spec.any_numbers else {}) | kinds


ABOUT_OWN = {
    PROBE: "a fixed sequence of the task, on which the run was recorded while it was trained",
    PAIR_TARGET: "the right target of the source, one symbol behind: teacher forcing",
    PAIR_SOURCE: "what the encoder reads",
    OWN_INPUT: "the input that came with the model",
}


def choose_noise_seed() -> int:
    """Choose the seed of the noise."""
    return int(
        st.number_input(_("Seed"), 0, MOST_SEED, SEED, key="seed", help=_("The same seed draws the same numbers."))
    )


def choose_tokens(spec: InputSpec) -> Sequence:
    """Read typed token numbers; raises InputError."""
    about = _(
        "Whole numbers from 0 to {last}, one at each step: x is 1 in the channel of that number, 0 elsewhere."
    ).format(last=spec.n - 1)
    return read_tokens(spec, st.text_area(_("Tokens"), TOKENS, key="tokens", help=about, **LINKED) or "")


def choose_symbols(spec: InputSpec) -> Sequence:
    """Read typed symbols of a run; raises InputError."""
    about = f"This {spec.name} reads {' '.join(spec.known_words.values() or spec.channels)}."
    about += "" if spec.unit else " A full stop stands for “·”."
    typed = st.text_area(_("Text"), join_symbols(spec, spec.sample.labels), key="symbols", help=about, **LINKED)
    return read_symbols(spec, typed or "")


def read_input(kind: str, spec: InputSpec | None = None) -> Sequence:
    """Read a text, numbers, a file or an example; raises InputError."""
    most = max(MOST_CHANNELS, spec.n) if spec else MOST_CHANNELS
    if kind == "text":
        by = st.radio(_("Split by"), UNITS, key="by", horizontal=True, **LINKED)
        return read_text(
            st.text_area(
                _("Text"),
                TEXT,
                key="text",
                help=_("Up to {steps} steps and {symbols} different symbols.").format(
                    steps=MOST_STEPS, symbols=MOST_CHANNELS
                ),
                **LINKED,
            )
            or "",
            by,
        )
    if kind == "numbers":
        text = st.text_area(
            _("Numbers"),
            rows_of(spec.n) if spec and spec.any_numbers else NUMBERS,
            key="numbers",
            help=_("One step per number, or per line of several channels; up to {most} steps.").format(most=MOST_STEPS),
            **LINKED,
        )
        return read_numbers(text or "", choose_scaling(spec), most)
    return choose_file(spec, most) if kind == "file" else EXAMPLES[kind][0]()


def input_query() -> dict[str, str]:
    """Return the input as query parameters of a link; an uploaded file is not part of it."""
    keys = ("source", "input", "text", "by", "numbers", "symbols", "tokens", "scaling", "seed")
    return {key: str(st.session_state[key]) for key in keys if key in st.session_state}


def rows_of(n: int) -> str:
    """Return a few rows of n numbers as text, empty where n is too large to be typed."""
    if n == 1 or n > MOST_TYPED_ROW:
        return NUMBERS if n == 1 else ""
    rows = generate(DEFAULT, n, SEED).raw[: 10 if n <= 16 else 3]
    return "\n".join(" ".join(f"{value:.1f}" for value in row) for row in rows)
