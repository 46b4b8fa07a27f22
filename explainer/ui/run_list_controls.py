"""The controls of the page Runs: filters and order, the runs to compare, and the actions on one run."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from explainer.figures.run_figures import MAX_RUNS
from explainer.inputs.sequence import counted
from explainer.numerics.loaded_weights import TRAINED
from explainer.runs.listing import delete, export_zip
from explainer.runs.listing_entry import ALL, SORT_KEYS, STATES, Entry, filter_entries, table_row
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.ui.share_link import show_link


def filter_and_sort(entries: Sequence[Entry]) -> list[Entry]:
    """Choose which runs are shown and in what order; warn of choices in the link that do not exist."""
    tasks, cells = _all(one.task for one in entries), _all(one.recipe.cell for one in entries)
    states = [ALL, *STATES]
    options_by_key = {"runs_order": list(SORT_KEYS), "runs_task": tasks, "runs_cell": cells, "runs_state": states}
    for key, options in options_by_key.items():
        warn_unknown(key, options)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = st.selectbox(_("Sort by"), list(SORT_KEYS), key="runs_order", width=160, **LINKED)
        task = st.selectbox(_("Task"), tasks, key="runs_task", width=190, **LINKED)
        cell = st.selectbox(_("Cell"), cells, key="runs_cell", width=140, **LINKED)
        state = st.selectbox(_("State"), states, key="runs_state", width=130, **LINKED)
    return sorted(filter_entries(entries, task, cell, state), key=SORT_KEYS[order])


def warn_unknown(key: str, options: Sequence[str]) -> None:
    """Warn where an entry of the link is none of the options of its control."""
    value = st.query_params.get(key, options[0])
    if value not in options:
        there = ", ".join(options)
        st.warning(plain(f"The link asks for {key} “{value[:30]}”, which does not exist; there are {there}."))


def table(entries: Sequence[Entry]) -> None:
    """Show the runs as a table, each name a link to the page Inspect."""
    rows = [table_row(one) | {"run": f"/inspect?{urlencode({'run': one.run})}"} for one in entries]
    filled = [key for key in rows[0] if any(one[key] != "" for one in rows)]
    rows = [{key: one[key] for key in filled} for one in rows]
    name = st.column_config.LinkColumn("run", display_text=r"run=(.*)$", help=_("Opens the run on the page Inspect."))
    widths = {"run": name, "started (UTC)": st.column_config.TextColumn(width=140)}
    st.dataframe(rows, hide_index=True, column_config=widths, alt=counted(len(rows), "run"))


def choose_compared(entries: Sequence[Entry]) -> list[Entry]:
    """Choose up to MAX_RUNS runs whose losses are compared; by default up to three of the first run's task."""
    by_name = {one.run: one for one in entries}
    first = [one.run for one in entries if entries and one.task == entries[0].task][:3]
    about = _("Draws the losses of up to {most} runs in one figure.").format(most=MAX_RUNS)
    names = st.multiselect(
        _("Compare"), list(by_name), first, key=f"runs_compared {first}", max_selections=MAX_RUNS,
        format_func=lambda run: by_name[run].label, help=about,
    )  # fmt: skip
    return [by_name[name] for name in names]


def show_actions(entries: Sequence[Entry]) -> None:
    """Choose a run, and offer to open, share, download or delete it."""
    by_name = {one.run: one for one in entries}
    run = st.selectbox(_("Run"), list(by_name), format_func=lambda name: by_name[name].label, key="runs_one")
    entry = by_name[run]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("pages/train/inspect.py", label=_("Inspect"), query_params={"run": run})
        st.page_link("pages/explore/sequence.py", label=_("Sequence"), query_params={"start": TRAINED, "run": run})
        st.download_button(
            _("Download (zip)"), lambda: export_zip(run), f"{run}.zip", "application/zip", on_click="ignore"
        )
        if entry.own and st.button(_("Delete …"), key=f"delete {run}"):
            st.session_state.run_to_delete = run
    show_link("inspect", {"run": run})
    if entry.own and st.session_state.get("run_to_delete") == run:
        _confirm(entry)


def _confirm(entry: Entry) -> None:
    """Ask for a confirmation before a run is deleted."""
    st.warning(plain(_("{run} will be deleted for good, with its weights.").format(run=entry.label)))
    with st.container(horizontal=True):
        if st.button(_("Yes, delete it"), key="confirm_delete", type="primary"):
            st.session_state.deletion = delete(entry)
            st.session_state.pop("run_to_delete")
            st.rerun()
        if st.button(_("Keep it"), key="cancel_delete"):
            st.session_state.pop("run_to_delete")
            st.rerun()


def _all(values: object) -> list[str]:
    return [ALL, *sorted(set(values))]  # type: ignore[call-overload]
