"""The collection: all runs that can be looked at, those of this server and those that are shipped."""
