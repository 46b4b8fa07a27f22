"""Numpy, float64: traces, backward pass, Jacobians, losses, gradient flow, measures, initialisation, parity."""
