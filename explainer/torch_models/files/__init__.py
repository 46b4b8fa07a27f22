"""Weight files: PyTorch, Keras, ONNX and our own, checked, read and written again."""
