"""The public names are those of docs/api.md, each with its parameters and text; the package itself loads nothing."""

import re
import subprocess
import sys

import pytest

import explainer
from docs import make_api
from tests.conftest import ROOT


def test_the_page_documents_every_public_name_and_no_other():
    assert re.findall(r"^### `(\w+)", make_api.PAGE.read_text(), re.MULTILINE) == explainer.__all__
    assert sorted(set(explainer.__all__)) == sorted(explainer.__all__)


def test_the_page_says_what_the_docstrings_say():
    assert make_api.PAGE.read_text() == make_api.page(), "run python docs/make_api.py"


@pytest.mark.parametrize("name", explainer.__all__)
def test_every_public_name_is_there_and_has_a_text(name):
    entry = make_api.entry(name)
    assert entry.startswith(f"### `{name}") and len(entry.splitlines()[2]) > 20


def test_other_names_are_not_public():
    with pytest.raises(AttributeError, match="“torch”"):
        explainer.torch  # noqa: B018
    assert dir(explainer) == sorted(explainer.__all__)


def test_the_package_is_imported_without_streamlit_torch_plotly_or_numpy():
    code = "import sys, explainer; print({'streamlit', 'torch', 'plotly', 'pandas', 'numpy'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"
