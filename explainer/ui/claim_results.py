"""The results of a claim side by side: the shipped one, and the visitor's own, with a sentence where they differ."""

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explainer.lessons.claims import sentences, tables
from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.claim_figure import claim_figure, height, seed_table
from explainer.lessons.claims.list_html import word_html
from explainer.lessons.claims.scale import Scale, scale_of
from explainer.lessons.claims.shipped import Result
from explainer.lessons.claims.verdict import Verdict
from explainer.ui.answers import answer
from explainer.ui.charts import theme_mode
from explainer.ui.hidden import is_hidden
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.web.board.card import Card
from explainer.web.plot import mount
from explainer.web.plot.payload import payload

Numbers = Mapping[str, NDArray[np.float64]]


def common_scale(claim: Claim, *verdicts: Verdict | None) -> Scale | None:
    """Return one scale for all results that are shown; None where there is none."""
    found = [one for one in verdicts if one and one.outcomes]
    return scale_of(claim.rule, *found) if found else None


def show_verdict(claim: Claim, verdict: Verdict, name: str) -> None:
    """Show the word of a verdict, and the sentence that says what it follows from."""
    if not is_hidden("answers"):
        with st.container(key=f"answer_word_{name}"):
            st.html(f'<p style="font-size:1.3rem;margin:0">{word_html(verdict.kind, theme_mode(), _)}</p>')
    answer(plain(sentences.of_verdict(claim, verdict)), f"verdict_{name}")


def show_figure(claim: Claim, verdict: Verdict, scale: Scale | None, first_seed: int, name: str, title: str) -> None:
    """Show every seed of a result in a figure, with its table and its downloads."""
    if not verdict.outcomes:
        return
    sentence = "; ".join(map(sentences.of_outcome, verdict.outcomes)) + "."
    card = Card(
        "seeds", title, claim_figure(claim, verdict, scale), [sentence], {}, height=height(claim, verdict),
        table=seed_table(verdict, first_seed),
    )  # fmt: skip
    mount.show(payload([card], f"claim-{claim.id}-{name}"), f"claim_figure {claim.id} {name}")


def show_shipped(claim: Claim, result: Result, verdict: Verdict, scale: Scale | None) -> None:
    """Show the shipped result: verdict, figure, and how it was measured."""
    st.subheader(_("Shipped result"))
    show_verdict(claim, verdict, "shipped")
    show_figure(claim, verdict, scale, result.first_seed, "shipped", _("Shipped: every seed"))
    st.caption(plain(sentences.of_making(result)))
    offer_numbers(claim, result.numbers, result.first_seed, "shipped")


def offer_numbers(claim: Claim, numbers: Numbers, first_seed: int, name: str) -> None:
    """Offer the numbers of all seeds as CSV."""
    st.download_button(
        _("Numbers of all seeds as CSV"), lambda: tables.numbers_csv(numbers, first_seed),
        f"claim-{claim.id}-{name}.csv", "text/csv", on_click="ignore", key=f"numbers {claim.id} {name}",
    )  # fmt: skip


def show_own(claim: Claim, numbers: Numbers, verdict: Verdict | None, scale: Scale | None) -> None:
    """Show the visitor's own result, as far as it has come."""
    if verdict is None:
        return
    show_verdict(claim, verdict, "own")
    show_figure(claim, verdict, scale, claim.first_seed, "own", _("Yours: every seed"))
    offer_numbers(claim, numbers, claim.first_seed, "own")


def show_difference(own: Verdict | None, shipped: Verdict | None) -> None:
    """Say where two results differ."""
    if own and shipped and own.outcomes and shipped.outcomes:
        answer(f"**{plain(sentences.of_difference(shipped, own))}**", "difference")
