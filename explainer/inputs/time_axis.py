"""The times of a table's rows as the labels of an axis, and whether they are evenly spaced."""

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import counted
from explainer.inputs.table_dates import Times

UNITS = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000), ("millisecond", 1))


def labels(times: Times, among: Times | None = None) -> tuple[str, ...]:
    """Write each time, as short as all `among` which it is allow: 2020-01-31, 2020-01-31 13:05; “no time” for none."""
    known = times if among is None else among
    known = known[~np.isnat(known)]
    unit = next(
        (unit for unit in ("Y", "M", "D", "m", "s") if np.array_equal(known.astype(f"M8[{unit}]"), known)), "ms"
    )
    written = np.datetime_as_string(times.astype(f"M8[{unit}]"))
    return tuple("no time" if text == "NaT" else text.replace("T", " ") for text in written.tolist())


def describe(name: str, times: Times) -> str:
    """Say from when to when a column of times goes, how far apart they are, and what is irregular."""
    known = times[~np.isnat(times)]
    if len(known) < 2:
        return ""
    written = labels(known[[0, -1]], known)
    steps, units = _steps(known)
    usual = _usual(steps)
    sentence = f"“{name}” labels the rows, from {written[0]} to {written[1]}, one every {_length(usual, units)}."
    return " ".join(filter(None, (sentence, irregular(steps, usual, units, len(times) - len(known)))))


def irregular(steps: NDArray[np.int64], usual: int, units: tuple[tuple[str, int], ...], missing: int = 0) -> str:
    """Say which steps are not the usual one, and how many times are doubled, out of order or missing."""
    longer, shorter = int((steps > usual).sum()), int(((steps > 0) & (steps < usual)).sum())
    doubled, back = int((steps == 0).sum()), int((steps < 0).sum())
    uneven = (
        [f"{counted(longer, 'step')} {_is(longer)} longer, up to {_length(int(steps.max()), units)}"] if longer else []
    )
    uneven += [f"{counted(shorter, 'step')} {_is(shorter)} shorter"] if shorter else []
    other = [f"{counted(doubled, 'time')} {_is(doubled)} doubled"] if doubled else []
    other += [f"{counted(back, 'step')} {'goes' if back == 1 else 'go'} back in time"] if back else []
    other += [f"{counted(missing, 'row')} {'has' if missing == 1 else 'have'} no time"] if missing else []
    found = [f"{'; '.join(parts)}." for parts in (uneven, other) if parts]
    return " ".join([*found, "Each row counts as one time step all the same."]) if found else ""


def unevenness(times: Times) -> float:
    """Return the share of steps between known times that are not the usual one; 1 where there is no step."""
    known = times[~np.isnat(times)]
    if len(known) < 2:
        return 1.0
    steps = _steps(known)[0]
    return float((steps != _usual(steps)).mean())


def _steps(known: Times) -> tuple[NDArray[np.int64], tuple[tuple[str, int], ...]]:
    """Return the steps between times and the units to write them in: whole months where all fall on the same day."""
    months = known.astype("M8[M]")
    day = (known - months.astype("M8[ms]")).astype(np.int64)
    rest = ((months + 1).astype("M8[ms]") - known).astype(np.int64)  # of a month, for those at its end
    monthly = np.ptp(day) == 0 or np.ptp(rest) == 0
    counts: NDArray[np.int64] = (months if monthly else known.astype("M8[ms]")).astype(np.int64)
    return counts[1:] - counts[:-1], ((("year", 12), ("month", 1)) if monthly else UNITS)


def _usual(steps: NDArray[np.int64]) -> int:
    """Return the most frequent step forward, the shortest of equally frequent ones; 0 where none goes forward."""
    values, counts = np.unique(steps[steps > 0], return_counts=True)
    return int(values[counts.argmax()]) if len(values) else 0


def _length(step: int, units: tuple[tuple[str, int], ...]) -> str:
    """Write a length of time: "day", "15 minutes"."""
    name, size = next(((name, size) for name, size in units if step % size == 0 and step), units[-1])
    return name if step == size else counted(step // size, name)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
