"""Figures by themselves: the board's charts, each with its table and its downloads, without a run and its cursor."""
