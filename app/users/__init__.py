"""The tables of users and groups, and look-ups. `accounts` and `groups` change them."""
