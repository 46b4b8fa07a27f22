"""Several JavaScript modules as the text of one, without their files: what a file or a notebook can carry.

Each module becomes a function that is called once, and its exports an object, so that no two names can meet. The
modules are read by the forms in which this project writes imports and exports; any other form is refused.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

IMPORT = re.compile(r'^import \{ (?P<names>[^{}]+) \} from "(?P<path>\.[\w./-]+\.js)";(?P<rest> *//.*)?$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (?P<name>[\w$]+))", re.MULTILINE)
OTHER = re.compile(r"^(import|export)\b.*$|\bimport\s*\(.*$", re.MULTILINE)


class BundleError(ValueError):
    """A module that cannot be bundled; the message quotes the line."""


def bundle(entries: Iterable[str], texts: Mapping[str, str]) -> str:
    """Return one text with the modules at `entries`, such as "stage/stage.js", and all that they import.

    `texts` holds every module by its path. A module's exports are the object `variable(path)`. Raises BundleError.
    """
    return "\n".join(_as_function(path, texts[path]) for path in ordered(entries, texts))


def variable(path: str) -> str:
    """Name the object that holds a module's exports: "stage_stage" of "stage/stage.js"."""
    return re.sub(r"\W", "_", path.removesuffix(".js"))


def ordered(entries: Iterable[str], texts: Mapping[str, str]) -> list[str]:
    """Return the paths of some modules and of all that they import, each after those that it imports."""
    found: dict[str, list[str]] = {}
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            if path not in texts:
                raise BundleError(f"There is no module “{path}”.")
            found[path] = imports(path, texts[path])
            waiting += found[path]
    try:
        return list(TopologicalSorter({path: sorted(found[path]) for path in sorted(found)}).static_order())
    except CycleError as error:
        raise BundleError(f"Modules import each other: {', '.join(error.args[1])}.") from None


def imports(path: str, text: str) -> list[str]:
    """Return the paths of the modules that one imports."""
    return [_resolve(path, found["path"]) for found in IMPORT.finditer(text)]


def _resolve(path: str, relative: str) -> str:
    """Return the path that an import names, seen from the module in which it stands."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _as_function(path: str, text: str) -> str:
    """Return a module as the declaration of its exports' object."""
    names = [found["name"] for found in EXPORT.finditer(text)]
    body = EXPORT.sub("", IMPORT.sub(lambda found: _declaration(path, found), text))
    if left := OTHER.search(body):
        raise BundleError(f"{path} has a line that cannot be bundled: “{left[0].strip()[:80]}”.")
    return f"const {variable(path)} = (() => {{\n{body.strip()}\nreturn {{ {', '.join(names)} }};\n}})();"


def _declaration(path: str, found: re.Match[str]) -> str:
    """Return an import as a declaration that reads the other module's object: `import {a as b}` as `{a: b}`."""
    names = ", ".join(re.sub(r"\s+as\s+", ": ", name.strip()) for name in found["names"].split(","))
    return f"const {{ {names} }} = {variable(_resolve(path, found['path']))};"
