"""Models that come from elsewhere: read from files, recognised, and opened as stacks of our own cells."""
