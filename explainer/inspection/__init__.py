"""The inspection: a run's weights of one moment, what they say, and what they say while a gate is held."""
