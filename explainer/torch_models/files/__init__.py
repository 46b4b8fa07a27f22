"""Weight files of PyTorch, Keras, ONNX and Gatescope: read, checked and written."""
