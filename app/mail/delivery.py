"""The thread that sends due mails while a server process lives."""

import logging
import threading

from flask import Flask

from app.extensions import now
from app.mail.service import deliver_due

_PAUSE_SECONDS = 1.0
_log = logging.getLogger(__name__)


def deliver_in_background(app: Flask) -> None:
    """Start delivering when the first request arrives: then a server runs, and it has forked.

    Safe in any number of processes: each mail is claimed by one conditional write.
    """
    begun = threading.Lock()

    def begin() -> None:
        if begun.acquire(blocking=False):  # never given back: one thread a process
            threading.Thread(target=_run, args=(app,), name="mail", daemon=True).start()

    app.before_request(begin)


def _run(app: Flask) -> None:
    pause = threading.Event()
    while not pause.wait(_PAUSE_SECONDS):
        with app.app_context():
            try:
                deliver_due(now())
            except Exception:
                # The database may be away for a while: mails wait, logins must not care.
                _log.exception("mails could not be delivered; trying again")
