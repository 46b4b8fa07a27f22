"""What a component needs without a server: its script for a file or for a notebook, its style, and plotly.js."""

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from explainer.web.scripts import scripts, style
from explainer.web.standalone.bundle import bundle, variable
from explainer.web.standalone.theme import theme_style

FILE, WIDGET = "standalone/file.js", "standalone/widget.js"


@cache
def file_script(component: str) -> str:
    """Return the script of an HTML file that draws one component."""
    return f"{_bundle(component, FILE)}\n{variable(FILE)}.open({_draw(component)});\n"


@cache
def widget_script(component: str) -> str:
    """Return the module of a widget that draws one component: its default export has `render`, as anywidget asks."""
    return f"{_bundle(component, WIDGET)}\nexport default {variable(WIDGET)}.makeWidget({_draw(component)});\n"


@cache
def component_style(component: str) -> str:
    """Return the style sheet of a component with that of the page around it."""
    return "\n".join([theme_style(), style(component), style("standalone")])


@cache
def zipped_plotly() -> bytes:
    """Return plotly.js of the installed package, compressed: the figures of a board are drawn by it."""
    return gzip.compress(plotly_path().read_bytes(), 9, mtime=0)


def plotly_path() -> Path:
    """Return where the installed plotly has its plotly.js."""
    spec = find_spec("plotly")
    assert spec and spec.origin
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def _bundle(component: str, shell: str) -> str:
    texts = {path: file.read_text(encoding="utf-8") for path, file in scripts().items()}
    return bundle([f"{component}/{component}.js", shell], texts)


def _draw(component: str) -> str:
    return f"{variable(f'{component}/{component}.js')}.draw"
