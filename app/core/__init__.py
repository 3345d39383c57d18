"""Pure rules of accounts and second factors: no Flask, no SQLAlchemy, no clock, no environment."""
