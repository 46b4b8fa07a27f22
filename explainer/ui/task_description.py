"""What the Train page says about a task: the question, what to look for, simple answers, and its configuration."""

import streamlit as st

from explainer.figures.configuration import sizes_of
from explainer.figures.configuration_html import configuration_html
from explainer.figures.prediction_sentences import of_baselines
from explainer.figures.text_sentences import of_perplexity, of_split
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe
from explainer.ui.language import _
from explainer.ui.markdown import plain


def describe_task(recipe: Recipe, problem: Problem) -> None:
    """Describe a recipe's task, and draw which configuration it is, with the shapes of the recipe's network."""
    text, picture = st.columns([5, 3], gap="medium")
    with text:
        describe_problem(recipe, problem)
    with picture:
        st.html(configuration_html(problem, sizes_of(problem, recipe.batch, recipe.m, recipe.layers)))


def describe_problem(recipe: Recipe, problem: Problem) -> None:
    """Describe what is learned, what to look for, and what a network is compared with."""
    task = TASKS[recipe.task]
    st.subheader(plain(task.title))
    st.markdown(plain(task.description))
    look_for, baseline, text = _("Look for"), _("Baseline"), _("Text")
    st.markdown(
        f"**{look_for}:** {plain(task.hint)}  \n**{baseline}:** {plain(task.baseline)} {plain(of_baselines(problem))}"
    )
    if problem.split:
        split_text = of_split(problem.split, recipe.batch, recipe.updates)
        st.markdown(f"**{text}:** {plain(split_text)}  \n{plain(of_perplexity(problem.split))}")
