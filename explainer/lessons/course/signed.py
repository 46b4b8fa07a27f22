"""A number that is written with a real minus sign."""


class Signed(float):
    """A number for a text of a lesson, written with “−”; it is a float in all else."""

    def __format__(self, template: str) -> str:
        """Write it by a format string."""
        return super().__format__(template).replace("-", "−")
