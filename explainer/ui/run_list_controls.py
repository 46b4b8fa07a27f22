"""The controls of the collection: which runs are shown, in what order, what is compared, and what is done with one."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from explainer.figures.run_figures import MOST
from explainer.numerics.loaded_weights import TRAINED
from explainer.runs.listing import delete, packed
from explainer.runs.listing_entry import ALL, ORDERS, STATES, Entry, chosen, row
from explainer.ui.input_controls import LINKED
from explainer.ui.markdown import plain


def choose(entries: Sequence[Entry]) -> list[Entry]:
    """Choose which runs are shown, and in what order; say what of the link does not exist."""
    tasks, cells = _all(one.task for one in entries), _all(one.recipe.cell for one in entries)
    states = [ALL, *STATES]
    asked = {"runs_order": list(ORDERS), "runs_task": tasks, "runs_cell": cells, "runs_state": states}
    for key, options in asked.items():
        tell_unknown(key, options)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = st.selectbox("Sort by", list(ORDERS), key="runs_order", width=160, **LINKED)
        task = st.selectbox("Task", tasks, key="runs_task", width=190, **LINKED)
        cell = st.selectbox("Cell", cells, key="runs_cell", width=140, **LINKED)
        state = st.selectbox("State", states, key="runs_state", width=130, **LINKED)
    return sorted(chosen(entries, task, cell, state), key=ORDERS[order])


def tell_unknown(key: str, options: Sequence[str]) -> None:
    """Say of an entry of the link that it is none of the options of its control."""
    asked = st.query_params.get(key, options[0])
    if asked not in options:
        there = ", ".join(options)
        st.warning(plain(f"The link asks for {key} “{asked[:30]}”, which does not exist; there are {there}."))


def table(entries: Sequence[Entry]) -> None:
    """Show the runs as a table, each name a link that opens it."""
    rows = [row(one) | {"run": f"/inspect?{urlencode({'run': one.run})}"} for one in entries]
    told = [key for key in rows[0] if any(one[key] != "" for one in rows)]
    rows = [{key: one[key] for key in told} for one in rows]
    name = st.column_config.LinkColumn("run", display_text=r"run=(.*)$", help="Opens the run on the page Inspect.")
    widths = {"run": name, "begun (UTC)": st.column_config.TextColumn(width=140)}
    st.dataframe(rows, hide_index=True, column_config=widths, alt=f"{len(rows)} runs")


def choose_compared(entries: Sequence[Entry]) -> list[Entry]:
    """Choose up to MOST runs whose losses are compared; the first two of one task unless others are chosen."""
    known = {one.run: one for one in entries}
    first = [one.run for one in entries if entries and one.task == entries[0].task][:3]
    names = st.multiselect(
        "Compare", list(known), first, key=f"runs_compared {first}", max_selections=MOST,
        format_func=lambda run: known[run].words, help=f"Their losses in one figure, {MOST} at the most.",
    )  # fmt: skip
    return [known[name] for name in names]


def act(entries: Sequence[Entry]) -> None:
    """Choose a run, and open, share, download or delete it."""
    known = {one.run: one for one in entries}
    run = st.selectbox("Run", list(known), format_func=lambda name: known[name].words, key="runs_one")
    entry = known[run]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("pages/train/inspect.py", label="Inspect", query_params={"run": run})
        st.page_link("pages/explore/sequence.py", label="Sequence", query_params={"start": TRAINED, "run": run})
        st.download_button("Download (zip)", lambda: packed(run), f"{run}.zip", "application/zip", on_click="ignore")
        if entry.own and st.button("Delete …", key=f"delete {run}"):
            st.session_state.doomed = run
    st.markdown("Its link, for others:", width="content")
    st.code(f"{address()}/inspect?{urlencode({'run': run})}", language=None)
    if entry.own and st.session_state.get("doomed") == run:
        _confirm(entry)


def address() -> str:
    """Return where this server is visited, as the browser says it."""
    scheme, _, rest = str(st.context.url or "").partition("://")
    return f"{scheme}://{rest.split('/')[0]}" if rest else ""


def _confirm(entry: Entry) -> None:
    """Ask once again before a run is gone for ever."""
    st.warning(plain(f"{entry.words} will be gone for ever, with its weights."))
    with st.container(horizontal=True):
        if st.button("Yes, delete it", key="doom", type="primary"):
            st.session_state.told = delete(entry)
            st.session_state.pop("doomed")
            st.rerun()
        if st.button("Keep it", key="spare"):
            st.session_state.pop("doomed")
            st.rerun()


def _all(values: object) -> list[str]:
    return [ALL, *sorted(set(values))]  # type: ignore[call-overload]
