"""The switch between the languages, drawn by the browser."""
