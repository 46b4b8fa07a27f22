"""Cell library: the equations, paper and source of each shipped cell."""

import streamlit as st

from explainer.cells import formula
from explainer.cells.catalogue import ROLES
from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.cell_controls import choose_cell, own_text
from explainer.ui.charts import source_tabs, theme_mode
from explainer.ui.language import _

set_up_page("cell_library")
with st.sidebar:
    cell = cell_of(choose_cell(), own_text())
save_choices()
program = lower(cell)
st.title(cell.name)
st.markdown(f"{cell.about}  \n{cell.paper}")
for line in cell.equations:
    st.latex(formula.equation_latex(program, line.name, theme_mode()))
    st.markdown(
        _("{about}. Role: **{role}**, {meaning}.").format(about=line.about, role=line.role, meaning=ROLES[line.role])
    )
source_tabs(program)
