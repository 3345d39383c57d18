"""A bare Flask application: what Flask and the server cost before anything is asked of them."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Say hello."""
    return "Hello, world!"
