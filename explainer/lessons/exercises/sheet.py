"""A page to print: the worksheet of an exercise, and its answer key on a sheet of its own.

It is a single file without scripts, pictures or fonts from elsewhere, in black on white, for A4 and Letter.
"""

from html import escape

from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.catalogue import KINDS
from explainer.lessons.exercises.curves_svg import curves_html
from explainer.lessons.exercises.exercise import Answer, Blank, Exercise
from explainer.lessons.exercises.sheet_parts import (
    Translate,
    known_html,
    letters_html,
    table_html,
    worked,
    working_html,
)

WORKSHEET, KEY = gettext_noop("Worksheet"), gettext_noop("Answer key")
NAME_AND_DATE, KNOWN = gettext_noop("Name and date"), gettext_noop("Given")
TO_FILL_IN, LINES = gettext_noop("To fill in"), gettext_noop("Line by line")
SOURCE = gettext_noop("Gatescope, exercise {kind}, seed {seed}")
EMPTY = '<span class="blank"></span>'
PARTS_STYLE = """
.known { display: flex; flex-wrap: wrap; gap: .5em 1.6em; align-items: center; }
.known > span { display: inline-flex; align-items: center; gap: .35em; white-space: nowrap; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.matrix { border-left: 1.5px solid; border-right: 1.5px solid; border-radius: .35em; }
.matrix td { padding: 0 .4em; text-align: right; line-height: 1.25; }
.working th, .rows th { font-weight: normal; text-align: left; padding: .2em .5em .2em 0; }
.working tr > th + td { padding-right: 1.4em; white-space: nowrap; }
.working td, .rows td { padding: .2em 1em .2em 0; }
.rows th { padding-right: 1em; border-bottom: 1px solid; }
.curves { width: 100%; max-width: 34rem; height: auto; }
"""
PAGE_STYLE = """
@page { margin: 13mm 15mm; }
* { box-sizing: border-box; }
body { max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; background: #fff; color: #000;
  font: 11pt/1.45 "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.35rem; margin: .2rem 0 .8rem; } h2 { font-size: 1rem; margin: 1.1rem 0 .4rem; }
h3 { font-size: 1rem; font-weight: normal; font-style: italic; margin: .8rem 0 .2rem; } p { margin: .4rem 0; }
header { display: flex; justify-content: space-between; gap: 2rem; border-bottom: 1px solid; padding-bottom: .3rem; }
footer { margin-top: 1.5rem; font-size: 9pt; }
code { font: .95em/1.4 Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.blank { display: inline-block; min-width: 5.2em; height: 1.25em; border-bottom: 1px solid; vertical-align: bottom; }
.name .blank { min-width: 14em; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .45em 1.2em; margin: .4rem 0; } dd { margin: 0; }
tr, dl, .known > span, svg { break-inside: avoid; } h2, h3 { break-after: avoid; }
.sheet + .sheet { break-before: page; border-top: 3px double; margin-top: 3rem; padding-top: 1rem; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10pt; line-height: 1.35; }
  .working td, .working th { padding-top: .08em; padding-bottom: .08em; } h2 { margin-top: .8rem; }
  .sheet + .sheet { border: 0; margin: 0; padding: 0; } }
"""


def page(exercise: Exercise, translate: Translate, language: str) -> str:
    """Return the whole file: the worksheet and, on another sheet, its key."""
    title = escape(translate(KINDS[exercise.kind].title))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{PARTS_STYLE}{PAGE_STYLE}</style></head><body>\n'
        f"{_sheet(exercise, translate, False)}\n{_sheet(exercise, translate, True)}\n</body></html>\n"
    )


def _sheet(exercise: Exercise, translate: Translate, filled: bool) -> str:
    """Write one of the two sheets; the key has the same lines as the worksheet, with numbers in the blanks."""
    kind, source = KINDS[exercise.kind], {"kind": exercise.kind, "seed": exercise.seed}
    head = escape(translate(KEY if filled else WORKSHEET))
    name = "" if filled else f'<span class="name">{escape(translate(NAME_AND_DATE))} {EMPTY}</span>'
    return (
        f'<section class="sheet"><header><span>{head}</span>{name}</header>'
        f"<h1>{escape(translate(kind.title))}</h1>{statement_html(exercise, translate)}"
        f"{key_html(exercise, translate) if filled else _blank_html(exercise, translate)}"
        f"<footer>{escape(translate(Message(SOURCE, source)))}</footer></section>"
    )


def statement_html(exercise: Exercise, translate: Translate, ink: str = "") -> str:
    """Write the task and what is known, the same on screen and paper; `ink` is the colour of curves on the screen."""
    parts = [_paragraph(translate(one)) for one in exercise.task]
    if exercise.known:
        parts += [f"<h2>{escape(translate(KNOWN))}</h2>", known_html(exercise.known)]
    if exercise.table:
        parts.append(table_html(exercise.table, translate))
    if exercise.curves:
        parts.append(curves_html(exercise.curves, translate, ink))
    return "".join(parts)


def _paragraph(text: str) -> str:
    shown = escape(text)
    return f"<p><code>{shown}</code></p>" if text.startswith("layer = ") else f"<p>{letters_in_prose(shown)}</p>"


def letters_in_prose(shown: str) -> str:
    """Write what has a subscript in a sentence as a letter; words stay."""
    return " ".join(letters_html(word) if "_prev" in word else word for word in shown.split(" "))


def key_html(exercise: Exercise, translate: Translate) -> str:
    """Write the key: every number of the working, the answers, and the sentences of the solution."""
    solution = "".join(_paragraph(translate(one)) for one in exercise.solution)
    return f"{_working(exercise, translate, True)}{_blanks(exercise, translate, True)}{solution}"


def _blank_html(exercise: Exercise, translate: Translate) -> str:
    return f"{_working(exercise, translate, False)}{_blanks(exercise, translate, False)}"


def _working(exercise: Exercise, translate: Translate, filled: bool) -> str:
    if not exercise.working:
        return ""
    lines = working_html(exercise.working, translate, worked if filled else lambda number: EMPTY)
    return f"<h2>{escape(translate(LINES))}</h2>{lines}"


def _blanks(exercise: Exercise, translate: Translate, filled: bool) -> str:
    wanted = [one for one in exercise.blanks if not one.in_working]
    answers = [escape(answer_text(one)) if filled else EMPTY + _options(one) for one in wanted]
    names = [escape(translate(one.label)) for one in wanted]
    rows = "".join(f"<dt>{name}</dt><dd>{answer}</dd>" for name, answer in zip(names, answers, strict=True))
    return f"<h2>{escape(translate(TO_FILL_IN))}</h2><dl>{rows}</dl>" if rows else ""


def _options(blank: Blank) -> str:
    return f" &ensp;<small>{escape(' · '.join(blank.options))}</small>" if blank.options else ""


def answer_text(blank: Blank) -> str:
    """Write the answer of the key: 0.123, (5, 2, 8), B."""
    answer: Answer = blank.answer
    if isinstance(answer, float):
        return f"{answer:.{blank.decimals}f}".replace("-", "−")
    return str(answer)
