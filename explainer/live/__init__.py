"""The live figures of a run that is being trained: a component fed by the server."""
