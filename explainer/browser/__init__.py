"""What the components share in the browser: cursor, colours, formulas, payload and pixels, in JavaScript."""
