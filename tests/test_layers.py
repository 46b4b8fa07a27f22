"""Imports run one way, down the list of packages, and each outside library stays in its place."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BELOW = {
    "cells": "",
    "inputs": "cells",
    "numerics": "cells inputs",
    "engine": "cells numerics",
    "torch_models": "cells inputs numerics engine",
    "tasks": "cells inputs numerics",
    "training": "cells numerics engine torch_models tasks",
    "runs": "cells inputs numerics torch_models tasks training",
    "figures": "cells inputs numerics torch_models tasks runs",
    "lessons": "cells inputs numerics torch_models tasks training runs figures",
    "web": "cells inputs numerics torch_models tasks training runs figures lessons",
    "ui": "cells inputs numerics torch_models tasks training runs figures lessons web",
}
"""The packages, the lowest first, and what each may import beside itself."""
LOOSE = {"__init__", "module_trace"}
ONLY_IN = {
    "streamlit": {"ui", "web.component"},
    "starlette": {"web"},
    "sqlite3": {"runs.store", "runs.fallback_store", "runs.reader", "runs.result_store"},
    "multiprocessing": {"runs"},
    "torch": {
        "engine",
        "torch_models",
        "training",
        "runs.warm_up",
        "runs.open_run",
        "numerics.parity",
        "numerics.torch_run",
        "module_trace",
        "lessons.claims.torch_output",
        "lessons.claims.step_time",
    },
    "scipy": {"lessons.claims.statistics", "numerics.paired_difference", "numerics.share"},
    "triton": {"engine.triton_loop"},
    "safetensors": {"torch_models", "training.arrays_file", "runs.messages", "runs.registry"},
    "h5py": {"torch_models.files.keras_file", "torch_models.files.keras_groups"},
    "num2words": {"tasks.number_words"},
    "segno": {"web.room.mount"},
    "anywidget": {"web.standalone.widget"},
    "traitlets": {"web.standalone.widget"},
    "google": {"torch_models.files.onnx_schema"},
    "pandas": {"figures.tables", "inputs.table_frame", "inputs.table_file"},
    "openpyxl": {"inputs.spreadsheet"},
    "plotly": {"figures.module_figures"},
    "regex": {"inputs.graphemes", "inputs.words", "inputs.text_pattern"},
    "charset_normalizer": {"inputs.text_file"},
    "click": {"web.command_line"},
    "ray": {"runs.ray_pool", "runs.ray_worker", "runs.ray_job"},
    "packaging": {"web.dependencies"},
}
"""Which modules or packages may import a library."""
FILES = {
    str(path.relative_to(ROOT / "explainer").with_suffix("")).replace("/", "."): path
    for path in sorted((ROOT / "explainer").rglob("*.py"))
}
MODULES = {name: path for name, path in FILES.items() if not name.endswith("__init__")}
LONGEST_FILE, LONGEST_FUNCTION, MOST_PACKAGES, MOST_LOOSE = 200, 40, 12, 4


@cache
def imports(path: Path) -> set[str]:
    """Return the modules a file imports, those inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {one if one in FILES else node.module for one in (f"{node.module}.{a.name}" for a in node.names)}
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & {f"explainer.{name}" for name in MODULES}
    return found


def own(path: Path) -> set[str]:
    """Return the modules of this project that a file imports, by their names below `explainer`."""
    names = {name.removeprefix("explainer.") for name in imports(path) if name.startswith("explainer.")}
    return names & set(MODULES)


def package(name: str) -> str:
    return name.partition(".")[0]


def test_there_are_few_packages_and_few_loose_modules():
    assert {package(name) for name in FILES if "." in name} == set(BELOW) and len(BELOW) <= MOST_PACKAGES
    assert {name for name in FILES if "." not in name} == LOOSE and len(LOOSE) <= MOST_LOOSE


def test_the_packages_are_in_order():
    order = list(BELOW)
    for name, below in BELOW.items():
        assert set(below.split()) <= set(order[: order.index(name)])


@pytest.mark.parametrize("name", BELOW)
def test_a_package_imports_what_stands_below_it_and_all_of_that(name):
    inside = [path for module, path in MODULES.items() if package(module) == name]
    assert {package(module) for path in inside for module in own(path)} - {name} == set(BELOW[name].split())


def test_no_two_modules_import_each_other():
    order = list(TopologicalSorter({name: own(path) for name, path in MODULES.items()}).static_order())
    assert set(order) == set(MODULES)


def test_libraries_stay_in_their_places():
    for name, path in MODULES.items():
        roots = {module.split(".")[0] for module in imports(path)}
        places = {name, package(name)}
        outside = {library for library in ONLY_IN if library in roots and not places & ONLY_IN[library]}
        assert outside == set(), name


def test_files_and_functions_are_small():
    for name, path in FILES.items():
        text = path.read_text()
        assert len(text.splitlines()) <= LONGEST_FILE, name
        nodes = ast.walk(ast.parse(text))
        functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        long = {node.name: node.end_lineno - node.lineno + 1 for node in functions}
        assert {function: lines for function, lines in long.items() if lines > LONGEST_FUNCTION} == {}, name


def test_pages_lie_one_level_down_and_do_no_arithmetic():
    pages = list((ROOT / "pages").rglob("*.py"))
    assert pages and not list((ROOT / "pages").glob("*.py"))
    for page in pages:
        assert len(page.read_text().splitlines()) <= 60
        assert not {"numpy", "torch", "plotly", "pandas"} & {module.split(".")[0] for module in imports(page)}
