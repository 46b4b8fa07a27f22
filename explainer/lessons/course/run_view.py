"""The view of a page on a shipped run, at its last checkpoint."""

from explainer.lessons.course.lesson import View
from explainer.runs.shipped import shipped_run


def run_view(page: str, run: str, **link: str) -> View:
    """Return the view of a page on the last checkpoint of a run, with further entries of its link."""
    return View(page, {"run": run, "at": str(shipped_run(run).steps[-1]), **link})


def inspect_view(run: str, **link: str) -> View:
    """Return the view of the page Inspect on the last checkpoint of a run."""
    return run_view("inspect", run, **link)
