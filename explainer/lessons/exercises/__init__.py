"""Exercises that are drawn from a seed, each with the answer key that the engine computes."""
