"""Presenting: keys and buttons of a page that is shown to a class."""
