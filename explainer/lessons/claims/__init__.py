"""Claims: sentences of textbooks, each with an experiment over many seeds and a rule that decides it."""
