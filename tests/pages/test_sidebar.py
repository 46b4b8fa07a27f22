"""Which pages have something in the sidebar."""

import pytest

from app import PAGES
from explainer.ui.lesson_sidebar import EMPTY
from tests.pages.test_pages import open_app


@pytest.mark.parametrize("path", [path for rows in PAGES.values() for _, _, path in rows])
def test_the_pages_with_an_empty_sidebar_are_those(path):
    (file,) = (file for rows in PAGES.values() for file, _, one in rows if one == path)
    app = open_app(file.split("/")[1])
    assert not app.exception and (path in EMPTY) == (not len(app.sidebar.children))
