"""Plotly figures, tables, and sentences computed from the numbers on the screen."""
