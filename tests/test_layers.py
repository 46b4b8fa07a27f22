"""Imports run one way, and each outside library stays in its place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = [
    set(floor.split())
    for floor in (
        "ops cells palette markdown",
        "training.records training.choices training.schedules training.clipping training.optimisers training.error",
        "program losses inputs.scaling",
        "models.layout",
        "tasks.problem tasks.symbols",
        "tasks.metrics tasks.forecast",
        "tasks.lookback tasks.recall tasks.copying tasks.adding tasks.parity tasks.counting tasks.brackets tasks.latch",
        "tasks.sine tasks.windows tasks.trend",
        "expression memory inputs.sequence",
        "layer",
        "trace starts stories diagram narration typed loops inputs.text",
        "opened inputs.reader inputs.made",
        "inputs.fitting",
        "engine.acts engine.sums engine.kernels engine.noise",
        "engine.forward engine.reverse",
        "engine.plan",
        "engine.rooms",
        "engine.back_rooms",
        "engine.affine",
        "engine.scan",
        "engine.network engine.told",
        "sending inputs.numbers",
        "backwalk formula export measures",
        "backward jacobians operations",
        "models.model",
        "changes parity figures flow tables inputs.table inputs.gallery",
        "inside.anatomy",
        "inside.given",
        "inside.weights",
        "inside.biases",
        "inside.workspace inside.lent",
        "inside.own inside.part",
        "inside.projected inside.run",
        "inside.asked",
        "inside.felt inside.reach",
        "tasks.probe tasks.hourly tasks.series",
        "tasks.catalogue",
        "models.room",
        "models.unsaid",
        "models.reads models.part",
        "models.kept models.sentences",
        "models.limits models.families",
        "models.sorting models.entries models.checking models.zipped models.kinds models.onnx_schema",
        "models.recognise models.tensors models.own models.joining models.keras_config models.packing",
        "models.pickled models.keras_cells models.onnx_graph models.asking",
        "models.keras_file models.onnx_cells models.opening",
        "models.child",
        "weights inspection.counterfactual",
        "models.writing",
        "models.bundle models.outward",
        "trained inspection.answers",
        "sentences setup flow_figures",
        "training.limits",
        "training.recipe training.saved training.device",
        "shipped collection.entry",
        "training.room",
        "training.learner training.chunks training.later training.watch",
        "training.passes training.resuming",
        "training.update training.judging",
        "training.looking training.going",
        "training.ending",
        "training.loop",
        "data.train",
        "lessons.batch lessons.cliff lessons.valley lessons.byhand",
        "lessons.laboratory lessons.derivation lessons.cliff_figures lessons.valley_figures lessons.valley_sentences",
        "board.payload links felt lessons.cliff_sentences lessons.worked lessons.laboratory_sentences",
        "flow_sentences lessons.remarks",
        "inspection.said collection.figures",
        "inspection.pictures inspection.sentences",
        "inspection.board",
        "runs.limits runs.home runs.versions runs.pace runs.line runs.row",
        "runs.frames runs.memory runs.warm",
        "runs.chunk runs.link",
        "runs.curve runs.telling runs.store",
        "runs.archive runs.ledger runs.shelf runs.watched",
        "runs.worker runs.keeping",
        "runs.reader",
        "runs.hands runs.book",
        "runs.supervisor runs.desk",
        "visitor",
        "runs.feed runs.orders opening collection.listing",
        "board.gradients stage.payload served lessons.worksheet lessons.laboratory_figures lessons.laboratory_tables",
        "visit models.example",
        "board.mount stage.mount intake badge headers address",
        "models.controls",
        "selection questions lessons.knobs picking inspection.controls collection.controls",
        "reading",
        "controls",
        "takeaway",
        "live.racer",
        "live.payload live.mount live.choices",
        "live.starting",
        "inside.arrays inside.coarse inside.png",
        "inside.tables inside.models inside.panels",
        "inside.html inside.figures",
        "launch",
        "inside.launch inside.kept",
        "inside.trace",
        "readiness",
    )
]
ONLY_IN = {
    "sqlite3": {"runs.store", "runs.shelf", "runs.reader"},
    "multiprocessing": {"runs.supervisor", "runs.hands", "runs.watched", "runs.worker"},
    "streamlit": {"served", "intake", "address", "selection", "controls", "badge", "takeaway", "questions"}
    | {"lessons.knobs", "picking", "inspection.controls", "collection.controls"}
    | {"live.choices", "live.starting"}
    | {"visit"}
    | {"models.controls", "reading"},
    "torch": {"parity"}
    | {f"engine.{name}" for name in ("kernels", "rooms", "back_rooms", "affine", "scan", "noise", "network", "told")}
    | {f"inside.{name}" for name in ("anatomy", "given", "own", "part", "run", "trace", "workspace", "lent")}
    | {f"inside.{name}" for name in ("asked", "felt", "projected", "reach")}
    | {"inside.weights", "inside.biases", "inside.arrays", "inside.kept"}
    | {"training.clipping", "training.optimisers", "training.error", "training.device", "training.learner"}
    | {"training.passes", "training.resuming", "training.update", "training.judging", "training.later"}
    | {"training.looking", "training.going", "training.loop"}
    | {"runs.warm"}
    | {"models.pickled", "models.writing"}
    | {"models.outward"},
    "safetensors": {"weights", "training.saved"}
    | {"runs.telling", "runs.book"}
    | {"models.tensors", "models.packing"}
    | {"models.outward", "models.bundle"},
    "h5py": {"models.keras_file"},
    "google": {"models.onnx_schema"},
    "starlette": {"served", "headers", "visitor", "runs.feed"} | {"runs.orders"},
    "pandas": {"tables"},
    "plotly": {"inside.figures"},
}
FILES = {
    str(path.relative_to(ROOT / "explainer").with_suffix("")).replace("/", "."): path
    for path in (ROOT / "explainer").rglob("*.py")
}
MODULES = {name: path for name, path in FILES.items() if not name.endswith("__init__")}


def imports(path: Path) -> set[str]:
    """Return the modules a file imports, those inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in (
            "explainer",
            "explainer.board",
            "explainer.stage",
            "explainer.inputs",
            "explainer.lessons",
            "explainer.engine",
            "explainer.tasks",
            "explainer.training",
            "explainer.runs",
            "explainer.live",
            "explainer.data",
            "explainer.inspection",
            "explainer.collection",
            "explainer.models",
            "explainer.inside",
        ):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_every_module_has_a_floor():
    assert set().union(*FLOORS) == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_the_floors_below(name):
    floor = next(k for k, floor in enumerate(FLOORS) if name in floor)
    below = set().union(*FLOORS[:floor])
    own = {module.removeprefix("explainer.") for module in imports(MODULES[name]) if module.startswith("explainer.")}
    assert own <= below


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_in_their_places(name):
    roots = {module.split(".")[0] for module in imports(MODULES[name])}
    assert {library for library in ONLY_IN if library in roots and name not in ONLY_IN[library]} == set()


def test_pages_lie_one_level_down_and_do_no_arithmetic():
    pages = list((ROOT / "pages").rglob("*.py"))
    assert pages and not list((ROOT / "pages").glob("*.py"))
    for page in pages:
        assert len(page.read_text().splitlines()) <= 60
        assert not {"numpy", "torch", "plotly", "pandas"} & {module.split(".")[0] for module in imports(page)}


def test_the_package_is_imported_without_streamlit_torch_or_plotly():
    code = "import sys, explainer; print({'streamlit', 'torch', 'plotly', 'pandas'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"
