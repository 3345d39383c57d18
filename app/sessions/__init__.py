"""Sessions, half-finished logins, and the guards of all views."""
