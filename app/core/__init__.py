"""Rules of accounts and second factors, free of the framework.

The package uses no Flask, no SQLAlchemy and no environment. Only `clock` reads the wall clock.
"""
