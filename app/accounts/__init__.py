"""Registration, address verification, profile, password and closing of accounts."""
