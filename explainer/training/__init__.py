"""Training: recipes, and the training loop as a generator of records."""
