import platform

import numpy

from explainer.runs.versions import versions


def test_the_versions_are_those_of_the_imported_programs():
    found = versions()
    assert found["numpy"] == numpy.__version__ and found["python"] == platform.python_version()
    assert found["torch"].startswith("2.") and found["gatescope"].count(".") == 2
