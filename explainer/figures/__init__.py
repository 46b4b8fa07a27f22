"""Plotly figures, tables, and sentences computed from the numbers in them."""
