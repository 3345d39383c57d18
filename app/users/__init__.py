"""The users table and its look-ups. `accounts` holds what people do with them."""
