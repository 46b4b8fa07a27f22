"""The brush: a text coloured by one unit, in which a span is chosen."""
