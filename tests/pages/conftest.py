"""What every test of a page has: no process that trains, and one search for components that packages bring along."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from explainer.runs.service import RunService


@pytest.fixture(autouse=True)
def no_supervisor(monkeypatch):
    """Start no process that trains: Start and Train would, for whoever looks at them."""
    monkeypatch.setattr(RunService, "start_supervisor", lambda self: None)


@pytest.fixture(autouse=True, scope="session")
def packages_searched_once() -> Iterator[None]:
    """Search the installed packages for components once: AppTest does at each start, for longer than a page takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield
