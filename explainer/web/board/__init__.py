"""The board component: a run's figures under one cursor."""
