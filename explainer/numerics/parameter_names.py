"""The names of parameters that are not of a layer."""

ENCODER = "encoder."  # the prefix of an encoder's
EMBEDDING = "embedding.E"
