"""Which pages have something in the sidebar."""

import pytest

from explainer.ui.sidebar_state import EMPTY
from tests.conftest import ROOT
from tests.pages.test_pages import open_app

FILES = sorted(file.stem for file in (ROOT / "pages").glob("*/*.py"))


@pytest.mark.parametrize("file", FILES)
def test_the_pages_with_an_empty_sidebar_are_those(file):
    path = "" if file == "start" else file.replace("_", "-")
    app = open_app(file)
    assert not app.exception and (path in EMPTY) == (not len(app.sidebar.children))
