"""Records the examples of the OpenAPI document from calls that are really made:
`python -m tests.examples` writes them, a test holds them against a fresh recording."""

import json
import tempfile
from pathlib import Path

from app import create_app
from app.config import ROOT
from app.core.clock import SystemClock
from tests.app_token_examples import record_app_tokens
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate
from tests.factor_examples import record_factors
from tests.history_examples import record_history
from tests.people_examples import record_people
from tests.person import Person, link_token, mails
from tests.program import Program
from tests.recording import Examples, Recorder, renewed
from tests.recovery_examples import record_recoveries
from tests.rows import execute

EXAMPLES = ROOT / "app" / "web" / "pages" / "examples.json"


def record() -> Examples:
    """Walk through the API in a database of its own; return every kept call."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(
            database_url=f"sqlite:///{folder}/examples.db",
            instance_dir=Path(folder),
            mail_url=f"file:{folder}/mail",
        )
        migrate(settings)
        clock = FrozenClock()
        app = create_app(settings, clock)
        recorder = Recorder(app)
        _accounts(recorder, ann := Person(app, clock))
        _second_factor(recorder, ann)
        _proxies_and_monitors(recorder, ann)
        _tokens(recorder, ann)
        _sessions(recorder, ann)
        record_factors(recorder, ann)
        record_app_tokens(recorder, ann)
        _administration(recorder, ann)
        _changes(recorder, ann)
        record_recoveries(recorder, app, clock)
        return recorder.examples


def _token(ann: Person, to: str | None = None) -> str:
    found = [m for m in mails(ann.app, ann.clock.now()) if to in {None, m["To"]}]
    return link_token([m for m in found if "#token=" in str(m)][-1])


def _accounts(recorder: Recorder, ann: Person) -> None:
    body = {"email": ann.email, "password": ann.password, "name": "Ann"}
    recorder.keep("a new account", ann.post("register", body))
    recorder.keep("again", ann.post("verify-email/resend", {"email": ann.email}))
    link = {"token": _token(ann)}
    recorder.keep("the link of the mail", ann.post("verify-email/look", link))
    elsewhere = ann.other_browser()
    recorder.keep("another browser", elsewhere.post("verify-email", link))
    recorder.keep("the browser that registered", ann.post("verify-email", link))
    recorder.keep("without a second factor", ann.log_in())
    recorder.keep("signed in", ann.get("me"))
    recorder.keep("another name", ann.call("PATCH", "me", {"name": "Ann B."}))
    stranger = Person(ann.app, ann.clock, "carl@example.com")
    stranger.post("register", {"email": stranger.email, "password": stranger.password})
    link = {"token": _token(ann, stranger.email)}
    recorder.keep("somebody else registered", elsewhere.post("verify-email/decline", link))


def _second_factor(recorder: Recorder, ann: Person) -> None:
    recorder.keep("off", ann.get("2fa/status"))
    setup = recorder.keep("a first authenticator", ann.post("2fa/setup", {}))
    ann.secret = setup.json["secret"]
    enabled = recorder.keep("the first code", ann.post("2fa/enable", {"token": ann.code()}))
    ann.backup_codes = enabled.json["backupCodes"]
    ann.clock.next_step()
    recorder.keep("signed out", ann.post("logout", {}))
    recorder.keep("with a second factor", ann.log_in())
    recorder.keep("half signed in", ann.get("2fa/pending"))
    recorder.keep("more time", ann.post("2fa/extend", {}))
    recorder.keep("a wrong code", ann.verify(ann.wrong_code()))
    body = {"code": ann.code(), "rememberDevice": True}
    recorder.keep("a code of the app", ann.post("2fa/verify-login", body))
    recorder.keep("a used code", ann.other_browser().half().verify())
    recorder.keep("trusted", ann.get("2fa/devices"))
    ann.clock.move(seconds=360)
    recorder.keep("too long ago", ann.post("2fa/setup", {"replace": True}))
    recorder.keep("by a code", ann.reauth(code=ann.code()))
    recorder.keep("while fresh", ann.post("2fa/backup-codes", {}))
    ann.clock.next_step()


def _proxies_and_monitors(recorder: Recorder, ann: Person) -> None:
    recorder.keep("as it is by default", ann.get("/api/config"))
    recorder.keep("alive", ann.get("/healthz"))
    stands_at, ann.clock.moment = ann.clock.moment, SystemClock().now()
    recorder.keep("ready", ann.get("/readyz"))
    ann.clock.moment = stands_at
    recorder.keep("without a token", ann.get("/metrics"))
    way_back = {"rd": "http://localhost:8000/wiki"}
    recorder.keep("signed in", ann.get("/api/authz/return", query_string=way_back))
    stranger, headers = ann.other_browser(), {"X-Original-URL": way_back["rd"]}
    recorder.keep("a stranger", stranger.get("/api/authz/auth-request", headers=headers))
    headers = {"Accept": "application/json", "X-Forwarded-Proto": "http"}
    headers |= {"X-Forwarded-Host": "localhost:8000", "X-Forwarded-Uri": "/wiki"}
    recorder.keep("a stranger's script", stranger.get("/api/authz/forward-auth", headers=headers))


def _tokens(recorder: Recorder, ann: Person) -> None:
    program = Program(ann)
    asked = recorder.keep("with a second factor", program.ask())
    finished = recorder.keep("a code of the app", program.verify(asked.json["twofaToken"]))
    program.keep(finished)
    ann.clock.next_step()
    recorder.keep("a new pair", program.refresh())


def _sessions(recorder: Recorder, ann: Person) -> None:
    listed = recorder.keep("a browser and a program", ann.get("sessions"))
    [other] = [each["id"] for each in listed.json["sessions"] if not each["current"]]
    recorder.keep("the program", ann.call("DELETE", f"sessions/{other}"))
    recorder.keep("all others", ann.call("DELETE", "sessions"))
    [device] = ann.get("2fa/devices").json["devices"]
    recorder.keep("one", ann.call("DELETE", f"2fa/devices/{device['id']}"))
    recorder.keep("all", ann.call("DELETE", "2fa/devices"))
    recorder.keep("the newest two", ann.get("events?limit=2"))


def _administration(recorder: Recorder, ann: Person) -> None:
    execute(recorder.app, "UPDATE users SET role = 'admin'")
    ann.reauth(code=ann.code())
    ann.clock.next_step()
    groups, apps, me = "/api/admin/groups", "/api/admin/apps", ann.get("me").json["user"]["id"]
    body = {"name": "editors", "description": "They write the wiki"}
    made = recorder.keep("editors", ann.post(groups, body)).json["group"]
    place, why = f"{groups}/{made['id']}", {"reason": "Joins the editors on Monday"}
    recorder.keep("joins", ann.call("PUT", f"{place}/members/{me}", why))
    recorder.keep("all", ann.get(groups))
    recorder.keep("with its members", ann.get(place))
    recorder.keep("a stale page", ann.call("PATCH", place, {"version": 7, "name": "writers"}))
    recorder.keep("another name", ann.call("PATCH", place, {"version": 1, "name": "writers"}))
    wiki = {"name": "Wiki", "origin": "http://localhost:9000", "groups": ["writers"], "factor": 2}
    _invitations(recorder, ann)
    record_history(recorder, ann)
    record_people(recorder, ann)
    app = recorder.keep("a wiki", ann.post(apps, {**wiki, "open": ["/public/"]})).json["app"]
    recorder.keep("all", ann.get(apps))
    change = {"version": 1, "fresh": 900}
    recorder.keep("a fresh proof", ann.call("PATCH", f"{apps}/{app['id']}", change))
    recorder.keep("a member of its group", ann.get("apps"))
    recorder.keep("an app asks for it", ann.call("DELETE", place, {"version": 2}))
    recorder.keep("the wiki", ann.call("DELETE", f"{apps}/{app['id']}", {"version": 2}))
    recorder.keep("leaves", ann.post(f"{place}/members/{me}/remove", why))
    recorder.keep("the group", ann.call("DELETE", place, {"version": 2}))
    execute(recorder.app, "UPDATE users SET role = 'user'")


def _invitations(recorder: Recorder, ann: Person) -> None:
    place = "/api/admin/invitations"
    mail = {"email": "bea@example.com", "role": "admin"}
    recorder.keep("by mail", ann.post(place, mail))
    recorder.keep("all", ann.get(place))
    link = {"groups": ["writers"], "uses": 3, "expiresIn": 86400}
    shown = recorder.keep("a link for three", ann.post(place, link)).json
    token = {"token": shown["link"].partition("#token=")[2]}
    recorder.keep("of a link", ann.other_browser().post("invitation", token))
    recorder.keep("the link", ann.call("DELETE", f"{place}/{shown['id']}"))
    ann.post(place, {"email": ann.email, "groups": ["writers"]})
    token = {"token": _token(ann, ann.email)}
    recorder.keep("to one's own address", ann.post("invitation/accept", token))


def _changes(recorder: Recorder, ann: Person) -> None:
    ann.reauth(code=ann.code())
    recorder.keep("everything", ann.get("me/export"))
    body = {"currentPassword": ann.password, "newPassword": "quite another sentence"}
    recorder.keep("a new one", ann.post("password/change", body))
    ann.password = body["newPassword"]
    recorder.keep("forgotten", ann.post("password/forgot", {"email": ann.email}))
    body = {"token": _token(ann), "password": "a third sentence for it"}
    recorder.keep("the link of the mail", ann.post("password/reset", body))
    ann.password = body["password"]
    ann.clock.next_step()
    ann.sign_in()
    recorder.keep("by a code", ann.post("2fa/disable", {"code": ann.code()}))
    body = {"email": "ann@example.org", "password": ann.password}
    recorder.keep("a new address", ann.post("email/change", body))
    recorder.keep("a change of address waits", ann.get("me"))
    recorder.keep("the link again", ann.post("email/change/resend", {}))
    recorder.keep("called off", ann.call("DELETE", "email/change"))
    ann.post("email/change", body)
    token = _token(ann, body["email"])
    recorder.keep("the link of the mail", ann.post("email/confirm", {"token": token}))
    former, ann.email = ann.email, body["email"]
    body = {"token": _token(ann, former)}
    recorder.keep("the link of the mail", ann.post("email/undo", body))
    ann.email, ann.password = former, "a fourth sentence for it"
    ann.post("password/reset", {"token": _token(ann, former), "password": ann.password})
    ann.clock.next_step()
    ann.sign_in()
    recorder.keep("everywhere", ann.post("logout-all", {}))
    ann.sign_in()
    recorder.keep("for good", ann.call("DELETE", "me", {"password": ann.password}))


if __name__ == "__main__":
    made = renewed(json.loads(EXAMPLES.read_text("utf-8")), record())
    EXAMPLES.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
