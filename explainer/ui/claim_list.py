"""The list of claims: filters, a count, the table of each topic, and the table as CSV."""

from collections.abc import Callable, Sequence

import streamlit as st

from explainer.lessons.claims.claim import TOPICS
from explainer.lessons.claims.list_html import list_html, word_of
from explainer.lessons.claims.listing import ALL, MOST_TYPED, Row, filter_rows, options, rows, sources
from explainer.lessons.claims.tables import rows_csv
from explainer.lessons.claims.words import ABOUT_KINDS, KINDS
from explainer.lessons.course.message import gettext_noop
from explainer.ui.charts import theme_mode
from explainer.ui.claim_terms import explain_list
from explainer.ui.hidden import is_hidden
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.linked_choice import choose_linked
from explainer.ui.run_list_controls import warn_unknown
from explainer.ui.translated import label

Named = Callable[[str], str]
ABOUT = gettext_noop(
    "Sentences that textbooks and tutorials say of recurrent networks, each with an experiment over many seeds. "
    "The rule of each verdict was written before its run, or the claim says what was changed. "
    "Open one to predict, to see every seed, and to run it."
)
ABOUT_SEARCH = gettext_noop("Words of the sentence or the topic, or the short name of a claim, such as G06.")
NONE = gettext_noop("No claim matches; choose “all” in the filters above.")


def show_list() -> None:
    """Show the filters and the claims that fit."""
    st.markdown(label(ABOUT))
    found = rows()
    shown = _filter(found)
    with st.container(key="claim_list"):
        if shown:
            st.markdown(_("{shown} of {all} claims").format(shown=len(shown), all=len(found)))
            if not is_hidden("answers"):
                explain_list()
            st.html(list_html(_without_verdicts(shown), theme_mode(), _))
        else:
            st.markdown(label(NONE))
    st.download_button(_("This table as CSV"), lambda: rows_csv(shown), "claims.csv", "text/csv", on_click="ignore")


def _filter(found: Sequence[Row]) -> list[Row]:
    """Draw the filters; what a link asks for and does not exist gets a warning."""
    fixed = options()
    values = {"topic": [ALL, *TOPICS], "source": [ALL, *sources(found)], **fixed}
    for name, there in values.items():
        warn_unknown(f"claims_{name}", there)
    with st.container(key="claim_filters", horizontal=True, vertical_alignment="bottom"):
        about = label(ABOUT_SEARCH)
        text = st.text_input(_("Search"), key="claims_text", max_chars=MOST_TYPED, width=200, help=about, **LINKED)
        topic = _choose(_("Topic"), "topic", values["topic"], lambda key: label(TOPICS[key]), 210)
        source = _choose(_("Source"), "source", values["source"], str, 210)
        kind = _choose(_("Experiment"), "kind", values["kind"], lambda key: label(KINDS[key]), 150, _about_kinds())
        verdict = _choose(_("Verdict"), "verdict", values["verdict"], lambda key: label(word_of(key).title), 150)
    return filter_rows(found, {"topic": topic, "source": source, "kind": kind, "verdict": verdict}, text or "", label)


def _choose(title: str, name: str, there: Sequence[str], named: Named, width: int, about: str = "") -> str:
    """Draw one filter, which follows the link."""
    titles = {one: _("all") if one == ALL else named(one) for one in there}
    return choose_linked(title, f"claims_{name}", there, ALL, titles.__getitem__, width, about)


def _about_kinds() -> str:
    return "\n".join(f"- **{label(KINDS[key])}**: {label(about)}" for key, about in ABOUT_KINDS.items())


def _without_verdicts(shown: Sequence[Row]) -> Sequence[Row]:
    """Return the rows, without their verdicts where the link hides answers."""
    return [Row(one.claim, None) for one in shown] if is_hidden("answers") else shown
