"""Sign-in with a password, step-up and sign-out."""
