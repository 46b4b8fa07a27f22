import re

import numpy as np
import pytest

from explainer.lessons.by_hand import compute_example, read_series, values
from explainer.lessons.derivation import NAME, known_names, sections

SERIES = {2: "10 -20 30", 3: "10 20 30 40", 5: "1 -5 2 8 3 -4"}


def column(value: np.ndarray) -> np.ndarray:
    return value.reshape(-1, 1) if value.ndim < 2 else value


def computed(formula: str, known: dict[str, np.ndarray]) -> np.ndarray:
    """Compute a formula as on paper, where neighbours are multiplied as matrices."""
    names = {}

    def put(found: re.Match) -> str:
        if found[0] == "tanh":
            return "tanh"
        names[f"v{len(names)}"] = column(known[found[0]])
        return f"v{len(names) - 1}"

    text = NAME.sub(put, formula).replace("½ ", "0.5 * ").replace("²", " ** 2").replace("ᵀ", ".T")
    text = re.sub(r"(v\d+(?:\.T)?) (?=v)", r"\1 @ ", text)
    text = text.replace("⊙", "*").replace("·", "*").replace("−", "-")
    return eval(text, {"tanh": np.tanh, **names})


@pytest.mark.parametrize("steps", SERIES)
def test_every_formula_gives_the_number_beside_it(steps):
    known = values(compute_example(read_series(SERIES[steps]), 7, 0.3))
    for section in sections(steps):
        for group in section.groups:
            for line in group.lines:
                result = computed(line.formula, known)
                assert result.shape == column(known[line.name]).shape, line
                np.testing.assert_allclose(result, column(known[line.name]), rtol=1e-12, atol=1e-15, err_msg=str(line))


@pytest.mark.parametrize("steps", SERIES)
def test_every_value_is_computed_before_it_is_used_and_none_is_left_out(steps):
    known = set(known_names(steps))
    for section in sections(steps):
        for group in section.groups:
            for line in group.lines:
                assert set(NAME.findall(line.formula)) - {"tanh"} <= known, line
                assert line.name not in known
                known.add(line.name)
    assert known == set(values(compute_example(read_series(SERIES[steps]), 7, 0.3)))


def test_the_sections_are_in_order():
    assert [section.title.split(":")[0] for section in sections(3)] == [
        "1 Forward", "2 Loss", "3 Backward", "3 Backward", "3 Backward", "4 Update", "The loss again",
    ]  # fmt: skip
    back = sections(3)[3].groups
    assert [group.title for group in back] == [
        "Step 3, from the loss", "Step 2, from step 3", "Step 1, from step 2",
    ]  # fmt: skip


def test_the_formulas_read_as_on_paper():
    lines = {line.name: line.formula for section in sections(3) for group in section.groups for line in group.lines}
    assert lines["s_2"] == "W_h x_2 + U_h h_1 + b_h"
    assert lines["dL/ds_2"] == "dL/dh_2 ⊙ (1 − h_2 ⊙ h_2)"
    assert lines["dL/dU_h"] == "(dL/dU_h)_1 + (dL/dU_h)_2 + (dL/dU_h)_3"
    assert lines["s_1′"] == "W_h′ x_1 + U_h′ h_0 + b_h′"
    assert lines["L′"] == "½ (y′ − target)²"
