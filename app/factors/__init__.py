"""The rows of second factors, and what factors a person has."""
