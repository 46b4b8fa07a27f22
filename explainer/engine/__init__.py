"""The batched torch engine: a program over many sequences and seeds at once, forward and backward, every value kept."""
