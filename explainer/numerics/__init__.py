"""Numbers in numpy: traces, backward pass, Jacobians, losses, gradient flow, measures, initialisation, parity."""
