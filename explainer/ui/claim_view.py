"""One claim on its page: sentence and rule, the question, results side by side, and the code of its experiment."""

import inspect
import json

import streamlit as st

from explainer.lessons.claims import sentences
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim, Computed, NotTestable, Trained
from explainer.lessons.claims.listing import Row, rows
from explainer.lessons.claims.shipped import ChangedRuleError, shipped_result
from explainer.lessons.claims.stored_verdicts import shipped_verdict
from explainer.training.recipe import recipe_to_json
from explainer.ui import claim_question
from explainer.ui.answers import answer
from explainer.ui.claim_computing import computed_results
from explainer.ui.claim_head import show_head
from explainer.ui.claim_terms import explain_survival
from explainer.ui.claim_training import trained_results
from explainer.ui.hidden import is_hidden
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.room_claim import ask_class

ENTRY = "claim"


def linked_claim() -> Claim | None:
    """Return the claim of the link, with a warning where there is none of that name."""
    name = st.query_params.get(ENTRY, "")
    if name and name not in CLAIMS:
        quoted = name if len(name) <= 30 else f"{name[:27]}…"
        st.warning(plain(f"The link asks for the claim “{quoted}”, which does not exist; here are all of them."))
    return CLAIMS.get(name)


def show_claim(claim: Claim) -> None:
    """Show a claim; its result is sent once the visitor has answered, or has asked to see it."""
    _steps(claim)
    show_head(claim)
    ask_class(claim)
    if claim_question.is_shown(claim) or isinstance(claim.experiment, NotTestable):
        with st.container(key="claim_results"):
            _results(claim)
        show_code(claim)
    else:
        claim_question.show_question(claim)


def _steps(claim: Claim) -> None:
    """Offer the list, and the claims before and after this one."""
    names = list(CLAIMS)
    at = names.index(claim.id)
    with st.container(horizontal=True, key="claim_steps"):
        st.button(_("All claims"), on_click=_open, args=("",), key="claim_all")
        for title, k in ((_("← Previous"), at - 1), (_("Next →"), at + 1)):
            other = names[k] if 0 <= k < len(names) else ""
            st.button(title, on_click=_open, args=(other,), disabled=not other, key=f"claim_step {k - at}")


def _open(name: str) -> None:
    if name:
        st.query_params[ENTRY] = name
    else:
        st.query_params.pop(ENTRY, None)


def _results(claim: Claim) -> None:
    if isinstance(claim.experiment, NotTestable):
        answer(plain(claim.experiment.why), "why")
        return
    try:
        result, shipped = shipped_result(claim), shipped_verdict(claim)
    except ChangedRuleError as error:
        st.error(plain(str(error)))
        return
    if shipped:
        claim_question.show_feedback(claim, shipped.kind)
    show = trained_results if isinstance(claim.experiment, Trained) else computed_results
    show(claim, result, shipped)
    found = rows()
    row = next(one for one in found if one.claim.id == claim.id)
    _reasons(row, sum(one.p is not None for one in found))


def _reasons(row: Row, count: int) -> None:
    """Say what explains the verdict, what was expected, and whether it survives the correction over the page."""
    answer(plain(row.claim.why), "why")
    answer(plain(sentences.of_expectation(row.claim, row.outcome)), "expected")
    if row.survives is not None:
        answer(plain(sentences.of_survival(row.p, count)), "survival")
        explain_survival()


def source_of(experiment: Computed | Trained) -> str:
    """Return the source of the function that makes the numbers of an experiment."""
    return inspect.getsource(getattr(experiment.numbers, "func", experiment.numbers))


def show_code(claim: Claim) -> None:
    """Show the source of the experiment, and what each condition is; not where the link hides equations."""
    experiment = claim.experiment
    if isinstance(experiment, NotTestable) or is_hidden("equations"):
        return
    section = st.expander(_("The code of the experiment"), on_change="rerun", key=f"source_open {claim.id}")
    if section.open:
        with section:
            st.code(source_of(experiment), language="python", wrap_lines=True)
            conditions = {name: dict(values) for name, values in claim.conditions.items()}
            st.markdown(_("The conditions, and what each of them sets:"))
            st.code(json.dumps(conditions, indent=2, default=str), language="json", wrap_lines=True)
            if isinstance(experiment, Trained):
                st.markdown(_("The recipe that each condition changes:"))
                st.code(recipe_to_json(experiment.base), language="json", wrap_lines=True)
