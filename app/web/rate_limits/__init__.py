"""The flood limit: the number of API requests of one address."""
