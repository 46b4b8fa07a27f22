"""A number that is written with a minus sign instead of a hyphen."""

from collections.abc import Mapping


class SignedNumber(float):
    """A float whose format has a minus sign, so that a line does not break after it."""

    def __format__(self, spec: str) -> str:
        """Write the number as a float is written, with a minus sign."""
        return super().__format__(spec).replace("-", "−")


def signed(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a text, its floats with minus signs."""
    return {name: SignedNumber(value) if isinstance(value, float) else value for name, value in values.items()}
