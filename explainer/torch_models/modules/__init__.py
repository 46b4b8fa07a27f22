"""Traces of torch.nn's recurrent modules: every gate, state and gradient of a run of the module itself."""
