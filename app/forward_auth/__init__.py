"""Forward-auth: tells a proxy whether a request may reach its app."""
