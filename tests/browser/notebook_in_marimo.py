"""A notebook of marimo that shows a trace, and what was changed on it: run by tests/browser/test_notebook.py."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from explainer import show
    from tests.browser.traced_text import TEXT, run

    widget = mo.ui.anywidget(show(run(), labels=TEXT))
    widget  # noqa: B018  shown below the cell
    return mo, widget


@app.cell
def _(mo, widget):
    from tests.browser.traced_text import run as run_again

    c = run_again(widget.widget.changes).layers[0].values["c"][11, 2]
    mo.md(f"changes: {widget.value['view'].get('changes')}, c: {c:.12f}")


if __name__ == "__main__":
    app.run()
