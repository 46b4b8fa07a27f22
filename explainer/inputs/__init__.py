"""Inputs: a text, typed numbers, a file or an example, each becoming a Sequence or one clear sentence."""
