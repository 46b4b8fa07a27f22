"""Cells: every cell that is shipped, as equations, paper and source."""

import streamlit as st

from explainer.cells import export, formula
from explainer.cells.catalogue import ROLES
from explainer.cells.program import lower
from explainer.numerics.setup import cell_of
from explainer.ui.address import enter, remember
from explainer.ui.cell_controls import choose_cell, own_text
from explainer.ui.sidebar import mode

enter("cells")
with st.sidebar:
    cell = cell_of(choose_cell(), own_text())
remember()
program = lower(cell)
st.title(cell.name)
st.markdown(f"{cell.about}  \n{cell.paper}")
for line in cell.equations:
    st.latex(formula.symbols(program, line.name, mode()))
    st.markdown(f"{line.about}. Its role, **{line.role}**: {ROLES[line.role]}.")
numpy_tab, torch_tab = st.tabs(["numpy", "PyTorch"])
numpy_tab.code(export.numpy_source(program), language="python", wrap_lines=True)
torch_tab.code(export.torch_source(program), language="python", wrap_lines=True)
