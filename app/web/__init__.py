"""What every request passes, whatever it asks for: size, origin, errors, headers, limits."""
