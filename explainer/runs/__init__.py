"""Runs: worker processes that train, their queue, and the file that keeps what they made."""
