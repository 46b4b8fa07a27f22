"""The board: the browser component that shows a run under one cursor."""
