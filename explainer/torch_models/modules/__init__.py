"""Traces of torch.nn's recurrent modules: every gate, state and gradient, as the module itself ran."""
