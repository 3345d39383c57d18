"""Promise: a mail server that hangs holds up no call and loses no mail (F12)."""

import time
from pathlib import Path

from sqlalchemy import func, select

from app.extensions import db
from app.mail.models import OutboxMail
from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import Node
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.mail.smtp_servers import listener
from tests.person import PASSWORD

# Not a bound on speed: whoever waited for the mail server would take ten seconds at least.
_WAITED_SECONDS = 9.0


def test_f12_a_hanging_mail_server_holds_nobody_up(tmp_path: Path) -> None:
    with listener() as port:  # takes the connection and never says a word
        url = f"smtp://127.0.0.1:{port}?starttls=off"
        with Node(tmp_path, MAIL_URL=url, REQUEST_LIMITS="999999/60") as node:
            app = node.inside()
            ann = enrolled_visitor(app, node.url, "ann@example.com")
            bob = Visitor(node.url, "bob@example.com")
            body = {"email": bob.email, "password": PASSWORD}
            assert bob.post("register", body).status == 201
            time.sleep(2)  # now the thread is in the hands of the mail server
            begun = time.monotonic()
            ann.log_in()
            assert ann.verify(ann.code()).status == 200
            assert ann.post("2fa/backup-codes").status == 200
            assert ann.post("password/forgot", {"email": ann.email}).status in {200, 202}
            assert bob.post("register", {**body, "email": "cat@example.com"}).status == 201
            assert time.monotonic() - begun < _WAITED_SECONDS
            with app.app_context():
                waiting = db.session.scalar(select(func.count()).select_from(OutboxMail))
            # two welcomes, a new device, new backup codes, a reset
            assert waiting is not None
            assert waiting >= 5
            check_invariants(app, Ledger(kept={"ann": ann.is_signed_in}))
