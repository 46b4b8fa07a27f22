"""Numbers as they are written in sentences: two decimals, four digits, half-lives."""

import numpy as np

from explainer.cells.formula import number


def decimals(value: float) -> str:
    """Write a number with two decimals, such as −0.50; a large one with an exponent."""
    return f"{value:.2f}".replace("-", "−") if abs(value) < 1e4 else number(float(value))


def digits(value: float) -> str:
    """Write a number with four significant digits; what is not finite is "no number"."""
    return f"{value:.4g}".replace("-", "−") if np.isfinite(value) else "no number"


def half_life(life: float, top: float = np.inf) -> str:
    """Write a half-life in steps: 3.4, 27, >500 for what is beyond the top, ∞."""
    if life > top:
        return "∞" if np.isinf(life) else f">{top:.0f}"
    return f"{life:.1f}" if life < 10 else f"{life:.0f}"
