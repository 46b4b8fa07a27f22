"""The sizes of the steps whose times are compared, and by what they are made."""

INPUTS, UNITS, STEPS, SEQUENCES = 8, 64, 50, 32
SIZES = f"{INPUTS} inputs, {UNITS} units, {STEPS} steps, {SEQUENCES} sequences, one thread of a CPU"
WITHOUT = "torch.nn without oneDNN"
BY = ("torch.nn", WITHOUT, "our engine")
"""The implementations that are measured."""
