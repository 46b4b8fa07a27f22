"""Sentences about how a table was read."""

from explainer.inputs import time_axis
from explainer.inputs.sequence import counted
from explainer.inputs.table import Table
from explainer.inputs.table_delimiter import BLANK
from explainer.inputs.table_numbers import COMMA
from explainer.inputs.text import shortened

SEPARATED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", BLANK: "blanks", "": ""}
MOST_UNITS = 4  # that are listed


def describe(table: Table, names: tuple[str, ...] = ()) -> str:
    """Say how a table was read: encoding, delimiter or sheet, what was left out, its times, and cells of `names`."""
    parts = (_form(table), _left_out(table), _times(table), *(_cells(table, name) for name in names))
    return " ".join(filter(None, parts))


def _form(table: Table) -> str:
    reading, rows = table.reading, counted(len(table), "row")
    if reading.sheet:
        return f"Sheet “{shortened(reading.sheet)}” has {rows}."
    separated = SEPARATED.get(reading.delimiter, f"“{reading.delimiter}”")
    commas = any(table.decimal_of(name)[0] == COMMA for name in table.numeric_names)
    between = f"{separated} between cells" if separated else ""
    by = " and ".join(filter(None, (between, "a decimal comma" if commas else "")))
    return f"{rows}{f' in {reading.encoding}' if reading.encoding else ''}{f', with {by}' if by else ''}."


def _left_out(table: Table) -> str:
    reading = table.reading
    lines = {"title line": reading.titles, "comment line": reading.comments}
    found = [counted(count, noun) for noun, count in lines.items() if count]
    found += [f"the line “sep={reading.declared}”"] if reading.declared else []
    units = [f"“{shortened(unit)}”" for unit in reading.units if unit]
    if units:
        found.append(f"the row of units ({', '.join(units[:MOST_UNITS])}{' …' if len(units) > MOST_UNITS else ''})")
    return f"Skipped: {' and '.join(found)}." if found else ""


def _times(table: Table) -> str:
    return "" if table.times is None else time_axis.describe(table.time_name, table.times)


def _cells(table: Table, name: str) -> str:
    """Say which signs were left out of a column of numbers, and which of its cells are no numbers."""
    if not table.is_numeric(name):
        return ""
    marks = table.columns[table.names.index(name)].marks
    sign = f"The sign {marks[0]} of “{name}” is left out: 5{marks[0]} is read as 5." if marks else ""
    other = table.other_words(name)
    verb = "is no number" if len(other) == 1 else "are no numbers"
    count = "it counts as a gap" if len(other) == 1 else "they count as gaps"
    more = (
        f"{counted(len(other), 'cell')} of “{name}” {verb}, such as “{shortened(other[0])}”; {count}." if other else ""
    )
    return " ".join(filter(None, (sign, more)))
