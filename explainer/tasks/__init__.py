"""Tasks: problems with a generator, baselines and a metric in plain words."""
