"""The training tasks: generators, baselines, settings, metrics and predictions of a trained network."""
