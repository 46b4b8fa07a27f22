"""The batched torch engine: runs a cell's program over many sequences and seeds at once, forward and backward."""
