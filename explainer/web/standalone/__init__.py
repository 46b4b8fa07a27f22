"""The components without a server: one HTML file, and a widget of a notebook."""
