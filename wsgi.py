"""The WSGI entry point: `app` for any server, and for the `flask` command."""

import sys

from flask import Flask

from app import create_app
from app.cli.keys import keys
from app.config import ConfigError
from app.mail.delivery import deliver_in_background

try:
    app = create_app()
    deliver_in_background(app)
except ConfigError as wrong:
    if sys.argv[1:3] != ["keys", "generate"]:  # which has to work before there are keys
        sys.exit(f"Second Lock does not start: {wrong}.")
    app = Flask(__name__)
    app.cli.add_command(keys)
