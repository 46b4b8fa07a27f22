"""The stage component: one cell, one operation at a time, computed in the browser."""
