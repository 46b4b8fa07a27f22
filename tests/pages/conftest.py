"""What every test of a page has: no process that trains."""

import pytest

from explainer.runs.service import RunService


@pytest.fixture(autouse=True)
def no_supervisor(monkeypatch):
    """Start no process that trains: Start and Train would, for whoever looks at them."""
    monkeypatch.setattr(RunService, "start_supervisor", lambda self: None)
