"""The picking: the controls for a run, a moment of it and one of its starts; what they choose stands in the link."""

from collections.abc import Sequence

import streamlit as st

from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.runs.checkpoint import Trained
from explainer.runs.loading import FIRST, OpenError, moments, nearest, open_at, recipe_of
from explainer.runs.shipped import names
from explainer.ui import links
from explainer.ui.markdown import plain


def wanted() -> str:
    """Return which opened weights are chosen, in the control or in the link before there is one; "" for drawn ones."""
    start = st.session_state.get("start", st.query_params.get("start"))
    runs = [TRAINED] if names() or links.run(st.query_params) else []
    return start if start in (MODEL, *runs) else ""


def pick() -> Trained | None:
    """Choose a run, a moment and a start; None, with a sentence, where it cannot be opened."""
    run = choose_run()
    try:
        weights = open_at(run, choose_moment(run), choose_start(run))
    except OpenError as error:
        st.error(plain(str(error)))
        return None
    st.markdown(plain(f"{weights.words()}."))
    return weights


def choose_run(more: Sequence[str] = ()) -> str:
    """Choose one of the runs that are shipped, or that of the link; `more` names others that are offered."""
    asked = links.run(st.query_params)
    offered = list(dict.fromkeys([*([asked] if asked else []), *more, *names()]))
    first = offered.index(asked or (FIRST if FIRST in offered else offered[0]))
    about = "Runs with a name are shipped with the program; your own have ten letters and digits."
    run: str = st.selectbox("Run", offered, first, key="picked_run", help=about)
    if run != asked:
        for name in ("at", "of"):
            st.query_params.pop(name, None)
    st.query_params["run"] = run
    return run


def choose_moment(run: str) -> int:
    """Choose after how many updates: the axis of training, of which a few moments are kept; raises OpenError."""
    steps = list(moments(run))
    asked = st.query_params.get("at", "")
    fits = bool(asked) and not links.complaint("at", asked)
    first = nearest(run, int(float(asked)) if fits else None)
    if len(steps) > 1:
        about = "How many updates the weights have had. The steps of the sequence are another axis."
        first = int(st.select_slider("Training time, in updates", steps, first, key=f"picked_at {run}", help=about))
    st.query_params["at"] = str(first)
    return first


def choose_start(run: str) -> int:
    """Choose one of the starts that were trained side by side, from 1; nothing is asked where there is one."""
    seeds = recipe_of(run).seeds
    asked = st.query_params.get("of", "1")
    first = int(float(asked)) if not links.complaint("of", asked) else 1
    if first > seeds:
        st.warning(plain(f"The run has {seeds} start{'' if seeds == 1 else 's'}; there is no {first}."))
    if seeds == 1:
        st.query_params.pop("of", None)
        return 1
    about = "The run trained several starts on the same batches."
    of = int(st.number_input("Start", 1, seeds, min(first, seeds), key=f"picked_of {run}", help=about))
    st.query_params["of"] = str(of)
    return of
