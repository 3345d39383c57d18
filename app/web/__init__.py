"""The layers of every request: size, origin, errors, headers, limits."""
