"""Results that tests of claims can read in place of the shipped ones."""

import pytest

from explainer.lessons.claims import shipped
from tests.lessons.claims.made_results import install


@pytest.fixture
def results(monkeypatch, tmp_path):
    """Let every claim have a result that is made for tests."""
    install(monkeypatch, tmp_path)
    yield
    shipped._stored.cache_clear()
