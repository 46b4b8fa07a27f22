"""Cells as equations: catalogue, primitive operations, lowering, formulas, diagram, narration, export, role colours."""
