"""Forward-auth: telling a proxy whether a request may reach the app behind it."""
