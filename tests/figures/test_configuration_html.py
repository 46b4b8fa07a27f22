import base64
import re
from html.parser import HTMLParser

from explainer.figures.configuration import configuration_of, sizes_of
from explainer.figures.configuration_html import configuration_html
from explainer.figures.configuration_svg import configuration_svg
from tests.figures.test_configuration import problems


class Cells(HTMLParser):
    """Collects the alternative text of images, and the cells of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.alt, self.cells, self.inside = "", [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.alt = dict(attributes)["alt"] if tag == "img" else self.alt
        self.inside = tag in ("td", "th")

    def handle_data(self, text):
        if self.inside:
            self.cells.append(text)

    def handle_endtag(self, tag):
        self.inside = False


def test_the_figure_has_the_picture_its_alternative_text_and_the_shapes():
    for problem in problems():
        html, title = configuration_html(problem, sizes_of(problem, 64, 32, 2)), configuration_of(problem).title
        found = Cells(html)
        assert found.alt == configuration_of(problem).alt
        assert base64.b64decode(re.search('base64,([^"]+)', html)[1]).decode() == configuration_svg(problem)
        assert found.cells[:4] == ["tensor", "shape", "here", "batch_first"]
        assert found.cells[found.cells.index("h_n") :][1:4] == ["(L, B, m)", "(2, 64, 32)", "(L, B, m)"]
        assert "units" in html and ("steps of the target" in html) == (title == "Encoder-decoder")
