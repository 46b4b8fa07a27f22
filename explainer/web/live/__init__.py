"""The live component: training runs as they go."""
