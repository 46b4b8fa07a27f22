"""Inputs: a text, typed numbers, a file or an example becomes a Sequence, or an InputError with one clear sentence."""
