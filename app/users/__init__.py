"""The users table and its look-ups. What people do with accounts is in `accounts`."""
