"""Cells as equations: the shipped ones, primitives, lowering, formulas, diagram, narration, export, role colours."""
