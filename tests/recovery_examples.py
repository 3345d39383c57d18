"""Records the examples of recoveries, with people of their own: the clock moves by days."""

from flask import Flask

from tests.clock import FrozenClock
from tests.person import Person
from tests.recording import Recorder
from tests.recovery.story import (
    DAY,
    begun,
    confirm_token,
    finish_token,
    stop_token,
    wait,
)
from tests.rows import execute

_ADMIN = "/api/admin/recoveries"
_MAKE_ADMIN = "UPDATE users SET role = 'admin' WHERE email = :email"


def record_recoveries(recorder: Recorder, app: Flask, clock: FrozenClock) -> None:
    """Walk through the calls of recoveries; accounts that were there before stay as they are."""
    dora = Person(app, clock, "dora@example.com").register().enrol()
    _address(recorder, dora)
    lost = dora.other_browser().half()
    recorder.keep("phone and codes are lost", lost.post("recovery", {}))
    sent = wait(dora)
    body = {"token": finish_token(sent), "password": "wrong horse battery"}
    recorder.keep("a wrong password", lost.post("recovery/finish", body))
    body["password"] = dora.password
    recorder.keep("the link of the mail", lost.post("recovery/finish", body))
    recorder.keep("too late", lost.post("recovery/stop", {"token": stop_token(sent, dora.email)}))
    _stops(recorder, Person(app, clock, "emil@example.com").register().enrol())


def _address(recorder: Recorder, dora: Person) -> None:
    address = "dora@example.org"
    recorder.keep("none", dora.get("recovery-address"))
    recorder.keep("a first one", dora.call("PUT", "recovery-address", {"email": address}))
    body = {"token": confirm_token(dora, address)}
    recorder.keep("the link of the mail", dora.post("recovery-address/confirm", body))
    recorder.keep("one less", dora.call("DELETE", "recovery-address"))


def _stops(recorder: Recorder, emil: Person) -> None:
    root = Person(emil.app, emil.clock, "root@example.com").register().enrol()
    execute(emil.app, _MAKE_ADMIN, email=root.email)
    begun(emil)
    listed = recorder.keep("one waits", root.get(_ADMIN)).json["recoveries"]
    why = {"reason": "He called: it was not him"}
    recorder.keep("by an administrator", root.post(f"{_ADMIN}/{listed[0]['id']}/stop", why))
    recorder.keep("stopped lately", emil.other_browser().half().post("recovery", {}))
    emil.clock.move(seconds=7 * DAY)
    emil = emil.other_browser().sign_in()
    begun(emil)
    recorder.keep("from a session", emil.call("DELETE", "recovery"))
