"""Training: a recipe, and a loop that follows it as a generator of records."""
