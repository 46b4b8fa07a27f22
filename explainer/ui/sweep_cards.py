"""The figures of a sweep, each with its sentence, its table and its downloads."""

from explainer.figures import sweep_figures, sweep_sentences
from explainer.figures.sweep_sentences import table_of
from explainer.lessons.course.message import gettext_noop
from explainer.runs.sweep_lines import SweepPoints
from explainer.ui.translated import label
from explainer.web.board.card import Card
from explainer.web.plot import mount
from explainer.web.plot.payload import payload

SHARES = gettext_noop("Share of seeds that solved the task, and its interval")
SEEDS, LOSS = gettext_noop("Every seed"), gettext_noop("Loss of every seed")
CURVES = gettext_noop("A thin line for each seed; it ends where the task was solved or the updates were used up.")


def show_success(points: SweepPoints) -> None:
    """Show the share of seeds that solved the task, and every seed."""
    rows, seeds = sweep_sentences.summary_rows(points), sweep_sentences.seed_rows(points)
    interval, levels = sweep_sentences.of_interval(points), sweep_sentences.of_levels(points)
    cards = [
        Card("share", label(SHARES), sweep_figures.shares(points), [interval], {}, height=250, table=table_of(rows)),
        Card("seeds", label(SEEDS), sweep_figures.metrics(points), [levels], {}, height=290, table=table_of(seeds)),
    ]
    mount.show(payload(cards, "sweep"), "sweep_success")


def show_curves(points: SweepPoints, place: int) -> None:
    """Show the loss of every seed at one of the values, counted from 0."""
    title, rows = f"{label(LOSS)}, {points.title} {points.values[place]}", sweep_sentences.curve_rows(points, place)
    figure = sweep_figures.learning_curves(points, place)
    card = Card("curves", title, figure, [label(CURVES)], {}, height=320, table=table_of(rows))
    mount.show(payload([card], "sweep"), "sweep_curves")
