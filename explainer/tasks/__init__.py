"""The tasks: problems with a generator, a baseline and a metric in plain words."""
