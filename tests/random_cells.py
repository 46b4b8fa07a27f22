"""Random well-formed cells for property tests: every operation, every kind of parameter, one or two states."""

from functools import cache

from hypothesis import strategies as st

from explainer.cells.catalogue import Cell, Equation

LETTERS = "abfgio"


@st.composite
def cells(draw) -> Cell:
    """Draw a cell of one to four equations and then its states."""
    state = draw(st.sampled_from([("h",), ("h", "c")]))
    past = [f"{name}_{where}" for where in ("prev", "below") for name in state]
    names = LETTERS[: draw(st.integers(0, 3))]
    equations = []
    for name in [*names, *reversed(state)]:
        made = [line.name for line in equations]
        text = draw(vectors((*past, *made), depth=draw(st.integers(1, 3))))
        squash = draw(st.sampled_from(["sigmoid", "tanh", "relu", "norm"])) if name not in state else "tanh"
        role = {"h": "hidden", "c": "memory"}.get(name, "new")
        equations.append(Equation(name, f"{squash}(W_{name} @ x + {text})", role, f"value {name}"))
    return Cell("Random", "nobody", state, tuple(equations), "A random cell.")


@cache  # a strategy is costly to make
def vectors(names: tuple[str, ...], depth: int) -> st.SearchStrategy[str]:
    """Return texts of expressions with m units, made of `names` and parameters."""
    leaf = st.sampled_from([*names, "b_q", "d_r", "p_s"])
    if depth == 0:
        return leaf
    below = vectors(names, depth - 1)
    number = st.sampled_from(["1", "0.5", "-2", "3"])
    return st.one_of(
        leaf,
        st.builds("({} + {})".format, below, below),
        st.builds("{} * {}".format, st.one_of(leaf, below.map("({})".format)), leaf),
        st.builds("({} - {})".format, st.one_of(number, below), below),
        st.builds("-({})".format, below),
        st.builds("({}) / (1.5 + sigmoid({}))".format, below, below),
        st.builds("erf({})".format, below),
        st.builds("exp(tanh({}))".format, below),
        st.builds("log(0.5 + exp(-sigmoid({})))".format, below),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), below, st.one_of(number, below)),
        st.builds("U_{} @ ({})".format, st.sampled_from("vw"), below),
        st.builds("{}({})".format, st.sampled_from(["sigmoid", "tanh", "relu", "norm"]), below),
    )
