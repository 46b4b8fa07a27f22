"""Computations, figures and sentences of the lesson pages."""
