"""One HTML file with a component and its data in it: it needs no server and no network, now or in ten years."""

import base64
import hashlib
from html import escape
from string import Template

from explainer.lessons.course.message import gettext_noop
from explainer.web.scripts import VERSION
from explainer.web.standalone.shells import component_style, file_script, zipped_plotly
from explainer.web.translations import translate

USES = {
    "stage": gettext_noop(
        "Drag a number sideways, and all others are computed anew, in this file. The arrow keys move through the "
        "operations; with shift, through the steps."
    ),
    "board": gettext_noop("Drag along a figure: all figures and the equations follow. The arrow keys do the same."),
}
"""How each component is used."""
SOURCE = gettext_noop("Made with Gatescope; this file loads nothing and sends nothing.")
NO_SCRIPT = gettext_noop("This file computes in JavaScript, which is switched off in this browser.")
PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Gatescope $version">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$style</style>
</head>
<body class="gs-standalone gs-file">
<main>
<h1 dir="auto">$title</h1>
<p class="gs-lead">$use</p>
<noscript><p class="gs-lead"><strong>$no_script</strong></p></noscript>
<div id="gatescope" lang="en"></div>
<footer>$source</footer>
</main>
<script type="text/plain" id="gatescope-data">$data</script>
$plotly
<script type="module">$script</script>
</body>
</html>
""")
PLOTLY = Template('<script type="text/plain" id="gatescope-plotly">$text</script>')
DRAWN_BY_PLOTLY = ("board",)


def document(component: str, data: bytes, title: str, language: str = "en") -> str:
    """Return the file that shows a component with its data; the title may hold whatever a visitor has typed.

    Its policy lets the browser run this one script and load nothing, so that no text in the data can do anything.
    """
    style, script = component_style(component), file_script(component)
    has_plotly = component in DRAWN_BY_PLOTLY
    sentences = {"use": USES[component], "source": SOURCE, "no_script": NO_SCRIPT}
    texts = {"title": title, **{name: translate(language, text) for name, text in sentences.items()}}
    return PAGE.substitute(
        {name: escape(text) for name, text in texts.items()},
        language=escape(language),
        version=VERSION,
        policy=escape(policy(script, style, has_plotly)),
        style=style,
        script=script,
        data=_text(data),
        plotly=PLOTLY.substitute(text=_text(zipped_plotly())) if has_plotly else "",
    )


def policy(script: str, style: str, has_plotly: bool = False) -> str:
    """Return the Content Security Policy of a file (Content Security Policy Level 3): its own script and style alone.

    Plotly comes as a script that the page has unpacked, and writes style sheets of its own.
    """
    scripts = f"script-src {_hash(script)}{' blob:' if has_plotly else ''}"
    styles = "style-src 'unsafe-inline'" if has_plotly else f"style-src {_hash(style)}"
    return f"default-src 'none'; {scripts}; {styles}; img-src data: blob:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(data: bytes) -> str:
    """Return bytes as text: of its letters none means anything in HTML."""
    return base64.b64encode(data).decode()
