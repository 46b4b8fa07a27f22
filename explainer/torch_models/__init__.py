"""Models from outside: torch modules, and weight files of PyTorch, Keras and ONNX, as stacks of the cells here."""
