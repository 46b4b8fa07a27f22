"""The list of claims as HTML: a table for each topic, a row with sentence, verdict and drawing for each claim."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from urllib.parse import urlencode

from explainer.cells.palette import GRID_LINE, HUES, MUTED
from explainer.lessons.claims.claim import TOPICS
from explainer.lessons.claims.effect_svg import effect_html
from explainer.lessons.claims.listing import Row
from explainer.lessons.claims.words import KINDS, VERDICTS, WITHOUT, VerdictWord, source_names
from explainer.lessons.course.message import gettext_noop

Translate = Callable[[str], str]
HEADS = (gettext_noop("Claim"), gettext_noop("Verdict"), gettext_noop("Effect, each seed a point"))
SURVIVES, ALONE = gettext_noop("survives Holm’s correction"), gettext_noop("not after Holm’s correction")
STYLE = """<style>
.gs-claims { border-collapse: collapse; width: 100%; margin-bottom: 1.6rem; line-height: 1.4; }
.gs-claims caption { text-align: start; font-size: 1.25rem; font-weight: 600; padding: 0 0 .4rem; }
.gs-claims th, .gs-claims td { text-align: start; vertical-align: top; padding: .55rem 1rem .55rem 0; border: 0;
  border-bottom: 1px solid LINE; font-weight: 400; }
.gs-claims thead th { font-size: .8rem; color: MUTED; padding-block: .2rem; }
.gs-claims th a { color: inherit; text-decoration: underline MUTED; text-underline-offset: 3px; }
.gs-claims small { display: block; font-size: .8rem; color: MUTED; }
.gs-claims b { white-space: nowrap; font-weight: 600; }
.gs-claims td:nth-child(2) { width: 11rem; } .gs-claims td:nth-child(3) { width: 336px; padding-right: 0; }
.gs-claims img { display: block; max-width: 100%; height: auto; }
@media (max-width: 800px) {
  .gs-claims, .gs-claims tbody, .gs-claims tr, .gs-claims th, .gs-claims td, .gs-claims caption { display: block; }
  .gs-claims thead { display: none; } .gs-claims td, .gs-claims tbody th { width: auto !important; padding: .15rem 0; }
  .gs-claims tbody th, .gs-claims td:nth-child(2) { border-bottom: 0; }
  .gs-claims td:last-child { padding-bottom: .7rem; }
}
</style>"""


def list_html(rows: Sequence[Row], mode: int = 0, translate: Translate = str) -> str:
    """Return the tables of all topics that have a row, in the colours of a theme, 0 light or 1 dark."""
    style = STYLE.replace("LINE", GRID_LINE[mode]).replace("MUTED", MUTED[mode])
    topics = [(title, [one for one in rows if one.claim.topic == topic]) for topic, title in TOPICS.items()]
    return style + "".join(_topic(translate(title), found, mode, translate) for title, found in topics if found)


def _topic(title: str, rows: Sequence[Row], mode: int, translate: Translate) -> str:
    heads = "".join(f'<th scope="col">{escape(translate(one))}</th>' for one in HEADS)
    body = "".join(row for one in rows for row in _row(one, mode, translate))
    return (
        f'<table class="gs-claims"><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(row: Row, mode: int, translate: Translate) -> Iterator[str]:
    claim = row.claim
    link = escape(claim_link(claim.id))
    about = " · ".join([claim.id, translate(KINDS[claim.kind]), *source_names(claim)])
    yield f'<tr><th scope="row"><a href="{link}">{escape(claim.sentence)}</a><small>{escape(about)}</small></th>'
    survival = {True: SURVIVES, False: ALONE, None: ""}[row.survives]
    under = f"<small>{escape(translate(survival))}</small>" if survival else ""
    yield f"<td>{word_html(row.outcome, mode, translate)}{under}</td>"
    yield f"<td>{effect_html(claim.rule, row.verdict, mode) if row.verdict else ''}</td></tr>"


def claim_link(claim_id: str) -> str:
    """Return the address of a claim below the server's."""
    return f"/claims?{urlencode({'claim': claim_id})}"


def word_html(outcome: str, mode: int, translate: Translate = str) -> str:
    """Return a verdict as word and mark, in its hue."""
    word = word_of(outcome)
    colour = HUES[word.role][mode] if word.role else MUTED[mode]
    return f'<b style="color:{colour}">{word.mark} {escape(translate(word.title))}</b>'


def word_of(outcome: str) -> VerdictWord:
    """Return the word for a verdict, or for what stands in its place."""
    return VERDICTS.get(outcome) or WITHOUT[outcome]
