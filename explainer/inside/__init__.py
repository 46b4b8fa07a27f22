"""Inside a torch module: every gate, every state and every gradient of the recurrent modules of torch.nn."""
