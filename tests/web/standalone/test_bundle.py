"""The bundler: modules in the order of their imports, names that cannot meet, and a sentence for any other form."""

import re

import pytest

from explainer.web.scripts import scripts
from explainer.web.standalone.bundle import BundleError, bundle, imports, ordered, variable

TEXTS = {
    "shared/a.js": "export const SIZE = 3; // pixels\nexport function grow(k) {\n  return k + SIZE;\n}\n",
    "shared/b.js": 'import { SIZE, grow as larger } from "./a.js";\nconst grow = 7;\nexport async function twice() {\n'
    "  return larger(larger(SIZE)) + grow;\n}\n",
    "stage/c.js": 'import { twice } from "../shared/b.js"; // a comment\nexport class Box {}\n'
    'export const text = "import x";\n',
}
OURS = {path: file.read_text() for path, file in scripts().items()}


def test_a_module_comes_after_those_that_it_imports():
    assert ordered(["stage/c.js"], TEXTS) == ["shared/a.js", "shared/b.js", "stage/c.js"]
    assert imports("stage/c.js", TEXTS["stage/c.js"]) == ["shared/b.js"]


def test_a_module_becomes_a_function_with_its_exports():
    text = bundle(["stage/c.js"], TEXTS)
    assert text.count("(() => {") == 3 and not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert "const { SIZE, grow: larger } = shared_a;" in text and "return { SIZE, grow };" in text
    assert "const { twice } = shared_b;" in text and "return { Box, text };" in text
    assert 'const text = "import x";' in text


def test_the_same_modules_give_the_same_text():
    assert bundle(["stage/c.js", "shared/a.js"], TEXTS) == bundle(["shared/a.js", "stage/c.js"], TEXTS)


@pytest.mark.parametrize(
    "line",
    [
        'import value from "./a.js";',
        'import * as all from "./a.js";',
        'import "./a.js";',
        'import { a } from "https://example.org/a.js";',
        "export default 3;",
        'export { a } from "./a.js";',
        'const late = await import("./a.js");',
        "export let counter = 0;",
        'import {\n  a,\n} from "./a.js";',
    ],
)
def test_a_form_that_cannot_be_bundled_is_refused_with_its_line(line):
    with pytest.raises(BundleError, match="shared/d.js has a line that cannot be bundled: “"):
        bundle(["shared/d.js"], TEXTS | {"shared/d.js": line})


def test_a_module_that_does_not_exist_and_a_circle_are_refused():
    with pytest.raises(BundleError, match="no module “shared/none.js”"):
        bundle(["x.js"], {"x.js": 'import { a } from "./shared/none.js";'})
    circle = {"a.js": 'import { b } from "./b.js";', "b.js": 'import { a } from "./a.js";'}
    with pytest.raises(BundleError, match="import each other: "):
        bundle(["a.js"], circle)


@pytest.mark.parametrize("component", ["stage", "board"])
def test_every_module_that_a_component_needs_is_in_its_bundle_once(component):
    entry = f"{component}/{component}.js"
    needed, text = ordered([entry], OURS), bundle([entry], OURS)
    own = {path for path in OURS if path.startswith(f"{component}/")}
    assert own <= set(needed) and len(needed) == len(set(needed))
    assert [text.count(f"const {variable(path)} = (() => {{") for path in needed] == [1] * len(needed)
    assert len({variable(path) for path in OURS}) == len(OURS)
