"""The board: the browser component that shows a run's figures under one cursor."""
