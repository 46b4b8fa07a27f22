"""The picking: the controls for a run, a moment of it and one of its starts."""

from collections.abc import Sequence

import streamlit as st

from explainer import links
from explainer.intake import LINKED
from explainer.markdown import plain
from explainer.opening import FIRST, OpenError, moments, nearest, open_at, recipe_of
from explainer.setup import TRAINED
from explainer.shipped import names
from explainer.trained import Trained


def is_wanted() -> bool:
    """Tell whether the weights of a run are chosen: in the control, or in the link before there is one."""
    return bool(names() or links.run(st.query_params)) and _asked("start") == TRAINED


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
    asked = links.run({"run": str(_asked("run") or "")})
    offered = list(dict.fromkeys([*([asked] if asked else []), *more, *names()]))
    known = sorted(offered, key=lambda run: (run in names(), offered.index(run) if run not in names() else 0))
    first = known.index(asked or FIRST if (asked or FIRST) in known else known[0])
    about = "A name stands for a run that is shipped with the program; your own have ten letters and digits."
    run: str = st.selectbox("Run", known, first, key="run", help=about, **LINKED)
    return run


def choose_moment(run: str) -> int:
    """Choose after how many updates: the axis of training, of which a few moments are kept; raises OpenError."""
    steps = list(moments(run))
    asked = _asked("at")
    asked = "" if asked is None else str(asked)
    first = nearest(run, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    if asked != str(first):
        st.session_state.at = first
    if len(steps) == 1:
        return first
    about = "Training time: how many updates the weights have had. The steps of the sequence are another axis."
    return int(st.select_slider("Training time, in updates", steps, key="at", help=about, **LINKED))


def choose_start(run: str) -> int:
    """Choose one of the starts that were trained side by side, from 1; nothing is asked where there is one."""
    seeds = recipe_of(run).seeds
    if seeds == 1:
        return 1
    about = "The run trained several starts on the same batches."
    return int(st.number_input("Start", 1, seeds, 1, key="of", help=about, **LINKED))


def _asked(key: str) -> object:
    return st.session_state.get(key, st.query_params.get(key))
