"""By hand: the worked example of backpropagation through time, line by line, and as a worksheet."""

import streamlit as st

from explainer.cells import formula
from explainer.lessons import by_hand, derivation, remarks, worked_lines, worksheet
from explainer.ui import address, exercise_controls
from explainer.ui.answers import answer
from explainer.ui.by_hand_controls import choose_example
from explainer.ui.charts import theme_mode
from explainer.ui.language import _


def show(section: derivation.Section, remark: str) -> None:
    """Show a section's groups side by side where there is room."""
    with st.container(key=f"section_{section.key}"):
        st.subheader(section.title)
        st.markdown(worked_lines.prose(section.about, theme_mode()))
        answer(worked_lines.prose(remark, theme_mode()), f"remark_{section.key}")
        with st.container(horizontal=True, gap="small"):
            for k, group in enumerate(section.groups):
                with st.container(width=355):
                    answer(worked_lines.markdown(group, numbers, theme_mode()), f"{section.key}_{k}")


address.set_up_page("by_hand")
st.title(_("By hand"))
st.markdown(worked_lines.prose(derivation.INTRO))
example = choose_example()
numbers = by_hand.values(example)
with st.container(horizontal=True):
    for label, text, name in worksheet.files(example):
        st.download_button(_(label), text, name, "text/markdown", on_click="ignore")
    exercise_controls.offer_sheets(("lstm-step", "gru-step"), example.seed)
answer(worked_lines.prose(remarks.of_outcome(example)), "outcome")
st.subheader(_("Given"))
symbols = formula.equation_latex(by_hand.PROGRAM, "h", theme_mode())
equation = _("The cell: {equation}.").format(equation=f"${symbols}$")
st.markdown(f"{remarks.of_scaling(example)} {equation} {derivation.ROUNDED}")
st.markdown(worked_lines.inline(derivation.known_names(example.steps), numbers))
for section, remark in zip(derivation.sections(example.steps), remarks.of_sections(example), strict=True):
    show(section, remark)
address.save_choices()
