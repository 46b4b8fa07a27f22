"""The colours: one hue per role, in light and in dark, and the two kinds of colour map made from them."""

BACKGROUND = ("#FDFCFA", "#14161A")
FOREGROUND = ("#1D2433", "#E8EAF0")
MUTED = ("#5B6573", "#A9B4C2")  # labels, axes, what stays in the background
GRID_LINE = ("#DDD9D2", "#343941")
NEGATIVE = ("#2B6CB0", "#5BA3EA")
POSITIVE = ("#BB531F", "#F0894F")

HUES: dict[str, tuple[str, str]] = {  # role: (light, dark), after Okabe & Ito 2008, darkened for text
    "keep": ("#00795C", "#3ECF9E"),
    "write": ("#A35F00", "#F5B041"),
    "read": ("#9C3587", "#E58FD2"),
    "new": ("#0B76B7", "#5BB8F0"),
    "memory": ("#C4421A", "#FF8A5C"),
    "hidden": ("#4B49A8", "#A5A3FF"),
    "input": ("#5B6573", "#A9B4C2"),
    "sum": ("#5B6573", "#A9B4C2"),
}
MARKS = {
    "keep": "circle", "write": "square", "read": "diamond", "new": "triangle-up",
    "memory": "cross", "hidden": "x", "input": "star", "sum": "star",
}  # fmt: skip
DASHES = {"keep": "solid", "write": "dash", "read": "dot", "new": "dot", "memory": "solid", "hidden": "dash"}

Ramp = list[tuple[float, str]]


def ramp(role: str, mode: int = 0) -> Ramp:
    """Return the one-hue map of a gate, 0 to 1; mode 0 is light and 1 is dark."""
    return [(0.0, BACKGROUND[mode]), (1.0, HUES[role][mode])]


def diverging(mode: int = 0) -> Ramp:
    """Return the diverging map of signed values, to be centred on 0."""
    return [(0.0, NEGATIVE[mode]), (0.5, BACKGROUND[mode]), (1.0, POSITIVE[mode])]


def dark_colours() -> dict[str, str]:
    """Return every light colour with its dark counterpart, for a theme that changes in the browser."""
    pairs = [BACKGROUND, FOREGROUND, MUTED, GRID_LINE, NEGATIVE, POSITIVE, *HUES.values()]
    return dict(pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
