"""Models from elsewhere: torch modules, and weight files of PyTorch, Keras and ONNX, read as stacks of our cells."""
