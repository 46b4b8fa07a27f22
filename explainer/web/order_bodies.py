"""The bodies of orders: JSON with one value, whose form and size depend on the order."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explainer.runs.order_values import OrderValue
from explainer.tasks.prompt import Prompt


@dataclass(frozen=True)
class OrderBody:
    """What an order holds in words, in how many bytes at most, and how its value is read; None where it cannot be."""

    holds: str
    most_bytes: int
    read: Callable[[Any], OrderValue | None]

    def describe(self, name: str) -> str:
        """Return a sentence about what an order is."""
        return f"An order “{name}” holds {self.holds}, in at most {self.most_bytes:,} bytes."

    def value(self, body: bytes | None) -> OrderValue | None:
        """Return the value of an order; None where it cannot be read. Raises InputError for a prompt out of range."""
        try:
            found = json.loads(body or "")
        except (ValueError, RecursionError):
            return None
        return self.read(found.get("value", 0.0)) if isinstance(found, dict) else None


def _read_number(value: Any) -> float | None:
    return float(value) if _is_number(value) and abs(value) < 1e9 else None


def _read_prompt(value: Any) -> Prompt | None:
    if not isinstance(value, dict) or value.keys() != {"prefix", "temperature"}:
        return None
    fits = isinstance(value["prefix"], str) and _is_number(value["temperature"])
    return Prompt(value["prefix"], float(value["temperature"])) if fits and abs(value["temperature"]) < 1e9 else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


NUMBER = OrderBody("one number, like {“value”: 0.01}", 200, _read_number)
BODIES = {
    "sample": OrderBody(
        "a prefix and a temperature, like {“value”: {“prefix”: “Now is”, “temperature”: 0.7}}", 50_000, _read_prompt
    ),
}
"""By order; any other holds a number, or nothing."""
