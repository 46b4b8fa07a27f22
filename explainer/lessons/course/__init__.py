"""The course: lessons as data, each a list of steps beside the real pages."""
