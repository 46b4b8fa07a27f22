"""A visitor's own pairs of strings, one per row, checked before a network learns them."""

from collections.abc import Sequence

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.text import shortened
from explainer.tasks.pairs import HELD_OUT, RESERVED, Pair, PairData, data_from_pairs, hash_number, symbols_of

FEWEST_PAIRS, MOST_PAIRS = 20, 20_000  # different ones; rows
MOST_CHARACTERS = 60  # of a source or a target
MOST_SYMBOLS = 100  # different characters of all sources, and of all targets


def read_pairs(rows: Sequence[Pair]) -> PairData:
    """Return the data of rows with a source and a target, one in ten held out; raises InputError, which names the row.

    Spaces around a string are taken away, and a row that is there twice counts once.
    """
    if len(rows) > MOST_PAIRS:
        raise InputError(f"There are {len(rows):,} rows; {MOST_PAIRS:,} is the most, so leave some out.")
    pairs = _checked_pairs([(source.strip(), target.strip()) for source, target in rows])
    if len(pairs) < FEWEST_PAIRS:
        raise InputError(
            f"There {'is' if len(pairs) == 1 else 'are'} only {counted(len(pairs), 'different pair')}; "
            f"at least {FEWEST_PAIRS} would be right, as one in {HELD_OUT} is held out for the test."
        )
    for name, strings in (("sources", pairs), ("targets", pairs.values())):
        symbols = symbols_of(strings)
        if len(symbols) > MOST_SYMBOLS:
            raise InputError(f"The {name} have {len(symbols)} different characters; {MOST_SYMBOLS} is the most.")
    ordered = sorted(pairs.items(), key=lambda pair: hash_number(pair[0]))
    held_out = len(ordered) // HELD_OUT
    return data_from_pairs(ordered[held_out:], ordered[:held_out])


def _checked_pairs(rows: Sequence[Pair]) -> dict[str, str]:
    """Return each source with its target; raises InputError for a string that cannot be used, or two targets."""
    pairs: dict[str, str] = {}
    first: dict[str, int] = {}
    for row, (source, target) in enumerate(rows, 1):
        _check_string(source, "source", row)
        _check_string(target, "target", row)
        if pairs.setdefault(source, target) != target:
            raise InputError(
                f"“{shortened(source)}” has the target “{shortened(pairs[source])}” in row {first[source]} and "
                f"“{shortened(target)}” in row {row}; one of them would be right."
            )
        first.setdefault(source, row)
    return pairs


def _check_string(string: str, name: str, row: int) -> None:
    if not string:
        raise InputError(f"Row {row} has no {name}; each row needs a source and a target.")
    if len(string) > MOST_CHARACTERS:
        raise InputError(
            f"The {name} of row {row}, “{shortened(string)}”, has {len(string):,} characters; "
            f"{MOST_CHARACTERS} is the most."
        )
    for symbol in RESERVED:
        if symbol in string:
            raise InputError(
                f"The {name} of row {row} has the sign “{symbol}”, which marks ends and gaps; leave it out."
            )
