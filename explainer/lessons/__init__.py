"""The lessons: what the pages Laboratory, Clipping, Two balls and By hand compute, draw and say."""
