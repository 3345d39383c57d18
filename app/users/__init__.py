"""The users table and its look-ups. The package `accounts` changes accounts."""
