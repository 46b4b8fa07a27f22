"""The tests; torch and numpy compute with one thread in them, as several tests run at once."""

import os

for library in ("OMP", "MKL", "OPENBLAS"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
