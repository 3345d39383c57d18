"""The auth blueprint: signing in with a password, proving oneself anew, signing out."""
