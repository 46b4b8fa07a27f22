"""JavaScript that all components use: cursor, colours, formulas, payload and pixels."""
