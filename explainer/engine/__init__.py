"""The engine: the same program as the trace, batched, for many seeds at once, in torch."""
