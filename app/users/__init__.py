"""The users table and its look-ups; what people do with their accounts is in `accounts`."""
