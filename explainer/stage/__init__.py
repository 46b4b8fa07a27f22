"""The stage: one cell, one operation at a time, run by the browser itself."""
