"""The student's screen: a page of its own, which any number of phones can open without a session of Streamlit."""

import html
import json
from functools import lru_cache

from explainer.lessons.course.message import gettext_noop
from explainer.web.room.limits import NICKNAME
from explainer.web.scripts import VERSION, style
from explainer.web.translations import translate

TEXTS = {
    "title": gettext_noop("Room"),
    "join": gettext_noop("Join a room"),
    "code": gettext_noop("Code on the teacher's screen"),
    "code_example": gettext_noop("for example KITE-427-359"),
    "nickname": gettext_noop("Nickname, if you like"),
    "enter": gettext_noop("Join"),
    "promise": gettext_noop("Answers and nicknames are gone when the room closes, after six hours at most."),
    "wait": gettext_noop("You are in. Wait for the teacher's first page or question."),
    "connecting": gettext_noop("Connecting…"),
    "connected": gettext_noop("connected"),
    "offline": gettext_noop("no connection; trying again"),
    "closed": gettext_noop("The room is closed. Nothing of it is stored any more."),
    "replaced": gettext_noop("This room is open in other tabs of yours. Go on there, or join again here."),
    "another": gettext_noop("Join another room"),
    "let_go": gettext_noop("Let go: explore on your own"),
    "open_page": gettext_noop("Open this page"),
    "now": gettext_noop("The teacher shows"),
    "no_figure": gettext_noop("This page has no figure that a phone can follow; open it by the link."),
    "send": gettext_noop("Send answer"),
    "choose": gettext_noop("Choose an answer first."),
    "answered": gettext_noop("answered"),
    "waiting": gettext_noop("Your answer is sent. The true one appears here when the teacher reveals it."),
    "your_answer": gettext_noop("Your answer"),
    "not_answered": gettext_noop("You have not answered this question."),
    "right": gettext_noop("Right."),
    "wrong": gettext_noop("Not quite."),
    "draw": gettext_noop("Draw the curve with a finger, or choose a step and its value below."),
    "step": gettext_noop("Step"),
    "value": gettext_noop("Value"),
    "answers": gettext_noop("Answers of this room"),
    "answer": gettext_noop("Answer"),
    "scale": gettext_noop("{label}, from {low} to {high}"),
    "as_table": gettext_noop("As a table"),
    "scores": gettext_noop("Scores of the networks"),
    "share": gettext_noop("Right answers"),
    "networks": gettext_noop("Networks"),
    "count": gettext_noop("Students"),
    "train": gettext_noop("Train together"),
    "train_about": gettext_noop("{cell} learns “{title}”. Your network starts from random numbers of its own."),
    "start": gettext_noop("Start my network"),
    "seed": gettext_noop("Yours has seed {seed}. It begins when the teacher starts all of them."),
    "training": gettext_noop("Yours has seed {seed}. Update {step} of {updates}."),
    "score": gettext_noop("Your network: {percent} % right"),
    "better": gettext_noop("{better} of {count} networks are better."),
    "missed": gettext_noop("This training runs without a network of yours; take part in the next one."),
    "failed": gettext_noop("That did not arrive. Check the connection, then try again."),
}  # fmt: skip
"""The texts of the screen by their names in its scripts; a {field} is filled in there."""

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} · Gatescope</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body class="gs-screen">
<div id="screen"></div>
<script type="application/json" id="texts">{texts}</script>
<script type="module" src="/gatescope/{version}/room/screen.js"></script>
</body>
</html>
"""


@lru_cache(maxsize=8)
def screen(language: str) -> str:
    """Return the page in a language; it is the same for every room and says nothing about any."""
    texts = {name: translate(language, text) for name, text in TEXTS.items()} | {"nickname_length": NICKNAME}
    return PAGE.format(
        language=language,
        title=html.escape(str(texts["title"])),
        style="\n".join(style(name) for name in ("stage", "board", "room")),
        texts=json.dumps(texts).replace("<", "\\u003c"),
        version=VERSION,
    )
