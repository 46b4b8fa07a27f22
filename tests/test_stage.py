"""The stage in a real browser: its engine against Python, and stories on the page."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from explainer.changes import apply, read
from explainer.inputs.numbers import read_numbers
from explainer.program import lower
from explainer.stage.payload import View, payload
from explainer.starts import draw
from explainer.trace import Layer, trace
from tests.random_cells import cells

pytestmark = pytest.mark.slow

RUN = """async ([version, text, changes]) => {
    const [{ decode }, { makeModel }] = await Promise.all(
        ["browser/payload.js", "stage/model.js"].map((path) => import(`/gatescope/${version}/${path}`)));
    const { header, arrays } = decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    const model = makeModel(header, arrays, changes);
    const asText = ([name, { data }]) => [name, [...data].map(String)];
    return model.values.map((layer) => Object.fromEntries(Object.entries(layer).map(asText)));
}"""


@pytest.fixture(scope="module")
def blank(browser, server):
    page = browser.new_page()
    page.goto(server.url)
    yield page
    page.close()


def in_browser(page, stack, sequence, changes: str = "") -> list[dict]:
    """Run a stack in the browser's engine; every value by name, (T, units)."""
    import base64

    from explainer.served import VERSION

    data = base64.b64encode(payload(stack, sequence, View("test", {"t": 0, "unit": 0, "op": 0}))).decode()
    steps = len(sequence.x)
    return [
        {name: np.array([float(value) for value in values]).reshape(-1, steps).T for name, values in layer.items()}
        for layer in page.evaluate(RUN, [VERSION, data, changes])
    ]


def difference(found: list[dict], expected) -> float:
    assert [set(layer) for layer in found] == [set(run.values) for run in expected]
    return max(
        float(np.max(np.abs(layer[name] - run.values[name]) / np.maximum(1, np.abs(run.values[name]))))
        for layer, run in zip(found, expected, strict=True)
        for name in run.values
    )


def test_the_browser_runs_100_random_cells_as_python_does(blank):
    rng = np.random.default_rng(5)

    @seed(20)
    @settings(max_examples=100, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    @given(cells())
    def compare(cell):
        steps, n, m, layers = (
            int(k) for k in (rng.integers(2, 13), rng.integers(1, 6), rng.integers(1, 20), rng.integers(1, 3))
        )
        text = "\n".join(" ".join(f"{value:.3f}" for value in row) for row in rng.normal(size=(steps, n)))
        sequence = read_numbers(text, "none")
        program = lower(cell)
        stack = [
            Layer(program, draw(program, n if k == 0 else m, m, steps, "uniform", 2.0, layer=k)) for k in range(layers)
        ]
        changes = f"x.1.1:0.5 h_prev.1:0.25 h@{steps}:0.125 {program.cell.equations[0].name}@2:-0.75"
        for text in ("", changes):
            worst.append(
                difference(
                    in_browser(blank, stack, sequence, text), trace(*apply(read(text), stack, sequence.x)).layers
                )
            )

    worst: list[float] = []
    compare()
    print(json.dumps({"runs": len(worst), "largest difference": max(worst)}))
    assert len(worst) >= 200
    assert max(worst) <= 1e-9
