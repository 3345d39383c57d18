"""Moving accounts and second factors in from other software, and out to another Second Lock."""
