"""Claims: sentences of textbooks, each with an experiment over many seeds, a verdict, and a button to run it again."""

import streamlit as st

from explainer.ui import address, claim_list, claim_view, lesson_bar
from explainer.ui.language import _

address.set_up_page("claims")
claim = claim_view.linked_claim()
st.title(_("Claim {id}").format(id=claim.id) if claim else _("Claims"))
if claim:
    claim_view.show_claim(claim)
else:
    claim_list.show_list()
address.save_choices()
lesson_bar.note()
