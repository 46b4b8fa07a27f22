"""The runs: worker processes that train, and the file that keeps what they made."""
