"""Cell library: the equations, paper and source of each shipped cell; of the GRU, in each of its conventions."""

import streamlit as st

from explainer.cells import formula
from explainer.cells.catalogue import ROLES
from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.cell_controls import choose_cell, own_text
from explainer.ui.charts import source_tabs, theme_mode
from explainer.ui.convention_controls import choose_convention, show_differences
from explainer.ui.language import _

set_up_page("cell_library")
with st.sidebar:
    cell = cell_of(choose_cell(), own_text())
st.title(cell.name)
st.markdown(f"{_(cell.about)}  \n{cell.paper}")
program = lower(choose_convention() if cell.name == "GRU" else cell)
save_choices()
for line in program.cell.equations:
    st.latex(formula.equation_latex(program, line.name, theme_mode()))
    st.markdown(
        _("{about}. Role: **{role}**, {meaning}.").format(
            about=_(line.about), role=line.role, meaning=_(ROLES[line.role])
        )
    )
if cell.name == "GRU":
    show_differences()
source_tabs(program)
