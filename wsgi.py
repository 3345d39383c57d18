"""The entry points: `served` for `flask serve`, `app` for the `flask` command and WSGI servers."""

import sys

import click
from flask import Flask

from app import create_app, gateway_of
from app.config import ConfigError
from app.extensions import now
from app.mail.outbox import deliver_due
from app.maintenance.purge import purge_hourly
from app.policy.reminders import remind_due
from app.recovery.advancing import advance_due
from app.web.background import Task, run_in_background
from app.web.monitoring.access_log import listen
from app.web.monitoring.log import log_in_json
from app.web.orphans import end_with_parent

try:
    app = create_app()
    run_in_background(app, Task("mail", lambda: deliver_due(now()), every=1.0))
    run_in_background(app, Task("reminders", lambda: remind_due(now()), every=300.0))
    run_in_background(app, Task("recoveries", lambda: advance_due(now()), every=30.0))
    run_in_background(app, Task("purge", lambda: purge_hourly(now()), every=600.0))
    listen()
    if click.get_current_context(silent=True) is None:  # a server, and no command, imports this
        log_in_json()
    end_with_parent()
    served = gateway_of(app, is_sqlite=app.extensions["second_lock"].settings.is_sqlite)
except ConfigError as wrong:
    if sys.argv[1:3] != ["keys", "generate"]:  # which has to work before there are keys
        sys.exit(f"Second Lock does not start: {wrong}.")
    from app.cli.keys import keys

    app = Flask(__name__)
    app.cli.add_command(keys)
