"""Write the catalogues of translations from the texts in the sources: `python docs/make_messages.py`.

`explainer/locale/gatescope.pot` has every text that is marked by `_`, `ngettext` or `gettext_noop`, the titles of the
pages, and what is written about cells; `ru/LC_MESSAGES/gatescope.po` has their translations, and the `.mo` beside it is
what the app reads.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from explainer.cells.catalogue import CELLS, ROLES  # noqa: E402
from explainer.web.translations import CATALOGUES, DOMAIN, LANGUAGES  # noqa: E402

MARKS = {"_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
TEMPLATE = CATALOGUES / f"{DOMAIN}.pot"
MADE = datetime(2026, 11, 28, tzinfo=UTC)  # always the same, so that a catalogue changes with its texts only
WIDTH = 120
AUTHORS = "the authors of Gatescope"
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def sources() -> list[Path]:
    """Return the files whose texts are looked through, in a fixed order."""
    return [ROOT / "app.py", *sorted((ROOT / "explainer").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]


def marked() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    """Return every marked text with its file; two forms where a number stands in it."""
    for path in sources():
        for _line, text, _comments, _context in extract_from_file("python", path, MARKS):
            yield path, text


def navigation() -> Iterator[str]:
    """Return the titles of the groups and of their pages from app.py, which can only be imported by a server."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    (pages,) = (node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "PAGES")
    for group, rows in ast.literal_eval(pages).items():
        yield group
        yield from (title for _, title, *_ in rows)


def cells() -> Iterator[str]:
    """Return what is written about the cells, their equations and the roles, which lie below the mark's module."""
    yield from ROLES.values()
    for cell in CELLS.values():
        yield from (cell.about, *(line.about for line in cell.equations))


@cache
def template() -> Catalog:
    """Return the catalogue of the texts, without translations."""
    catalogue = new_catalogue()
    for path, text in marked():
        catalogue.add(text, locations=[(str(path.relative_to(ROOT)), 0)])
    for text in navigation():
        catalogue.add(text, locations=[("app.py", 0)])
    for text in cells():
        catalogue.add(text, locations=[("explainer/cells/catalogue.py", 0)])
    return catalogue


def new_catalogue(language: str | None = None) -> Catalog:
    """Return an empty catalogue with its header."""
    head = "# Texts of Gatescope. Made by make messages; edit the translations in the .po alone."
    return Catalog(
        language, header_comment=head, project="Gatescope", version="1", msgid_bugs_address=AUTHORS,
        creation_date=MADE, revision_date=MADE, last_translator=AUTHORS, language_team=AUTHORS, fuzzy=False,
    )  # fmt: skip


@cache
def updated(language: str) -> Catalog:
    """Return the catalogue of a language: its translations of the texts that there are now, none for new ones.

    Translations of texts that are gone stay at its end, for the day on which they come back.
    """
    path = po_path(language)
    known = read_po(io.StringIO(path.read_text(encoding="utf-8")), language) if path.exists() else Catalog(language)
    translated = {key(one): one for one in (*known.obsolete.values(), *known) if one.id}
    catalogue = new_catalogue(language)
    for message in template():
        if message.id:
            found = translated.pop(key(message), None)
            flags = found.flags & {"fuzzy"} if found else set()
            catalogue.add(message.id, found.string if found else None, message.locations, flags)
    catalogue.obsolete.update({one: translated[one] for one in sorted(translated) if translated[one].string})
    return catalogue


def key(message: Message) -> str:
    """Return what a message is found by: its text, the first form where it has two."""
    return message.id if isinstance(message.id, str) else message.id[0]


def po_path(language: str) -> Path:
    """Return the catalogue of a language that translators edit."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as text, its texts in the order of the sources, without numbers of lines."""
    found = io.BytesIO()
    write_po(found, catalogue, width=WIDTH, include_lineno=False)
    return found.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue compiled, as gettext reads it; uncertain translations are left out."""
    found = io.BytesIO()
    write_mo(found, catalogue)
    return found.getvalue()


def files() -> dict[Path, bytes]:
    """Return every catalogue as it has to be: its path and its bytes."""
    found = {TEMPLATE: as_po(template())}
    for language in TRANSLATED:
        catalogue = updated(language)
        found |= {po_path(language): as_po(catalogue), po_path(language).with_suffix(".mo"): as_mo(catalogue)}
    return found


if __name__ == "__main__":
    for path, content in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
