"""A team of twenty on its way to two factors, and its administrators to passkeys, day by day.

`python -m tests.policy.team` prints what each of them was mailed, told and refused.
"""

import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from app import create_app
from app.core.limits import Window
from app.db.migrations import init_migrations
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate
from tests.factors import keys
from tests.passkeys.authenticator import Authenticator
from tests.person import Person, mails
from tests.policy.acting import DAY, after, run
from tests.rows import execute
from tests.transfer.moving import flask

ADMINS = ("ada", "alan", "amy")
BY_APP = {"bea": 1, "ben": 5, "cleo": 13}  # and the day on which they enrol
BY_PASSKEY = {"carl": 2, "dana": 9}
EXTENDED, HOLIDAY, AWAY, LATE, GAVE_IN = "eva", "hugo", "lena", "jo", "nora"
NEVER = ("nils", "noel", "olga", "otto", "pia", "paul", "quin")
TEAM = (*ADMINS, *BY_APP, *BY_PASSKEY, EXTENDED, HOLIDAY, AWAY, GAVE_IN, *NEVER, LATE)
SECOND, LAST = 28, 43  # the day of the policy for administrators, and the last one


@dataclass(frozen=True)
class Line:
    """What one person met on one day."""

    day: int
    name: str
    mail: str
    answer: str
    is_stopped: bool


@dataclass
class Team:
    """Twenty people in an instance, whose days go by."""

    app: Flask
    clock: FrozenClock
    day: int = 0
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[str, Authenticator] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    _seen: int = 0

    def begin(self) -> None:
        """Everybody but one has an account; only administrators have a factor."""
        for name in TEAM:
            if name != LATE:
                self._join(name)
        for name in ADMINS:
            self.people[name].sign_in().enable()
            self._execute("UPDATE users SET role = 'admin' WHERE email = :email", name)
        self.devices["alan"] = keys.add_key(self.people["alan"])
        self._execute("UPDATE users SET disabled_at = created_at WHERE email = :email", HOLIDAY)
        self._mail()

    def live(self) -> list[Line]:
        """Let all days go by; return what happened."""
        for self.day in range(LAST + 1):
            self._operators()
            assert flask(self.app, "mail", "send-due").exit_code == 0
            sent = self._mail()
            for name in self.people:
                self._day_of(name, sent.get(name, ""))
            self._enrol()
            self.clock.move(seconds=DAY)
        return self.lines

    def of(self, name: str) -> list[Line]:
        return [each for each in self.lines if each.name == name]

    def _operators(self) -> None:
        if self.day == 0:
            run(self.app, "set", "two_factor", "--grace", "14")
        if self.day == 8:
            self._join(LATE)
        if self.day == 10:
            self._execute("UPDATE users SET disabled_at = NULL WHERE email = :email", HOLIDAY)
        if self.day == 12:
            until = after(self.people[EXTENDED], 9)
            run(self.app, "extend", self.people[EXTENDED].email, "--until", until)
        if self.day == SECOND:
            run(self.app, "set", "phishing_resistant", "--group", "admin", "--grace", "14")

    def _enrol(self) -> None:
        for name, person in self.people.items():
            if BY_APP.get(name) == self.day or (name, self.day) in {(GAVE_IN, 16), (EXTENDED, 20)}:
                person.sign_in().enable()
            if BY_PASSKEY.get(name) == self.day:
                keys.add_key(person.sign_in())
        if self.day == 30:
            self.devices["ada"] = keys.add_key(self.people["ada"].other_browser().sign_in())

    def _day_of(self, name: str, mail: str) -> None:
        person = self.people[name]
        if (name == HOLIDAY and self.day < 10) or (name == AWAY and self.day < 17):
            self.lines.append(Line(self.day, name, mail, "away", False))
            return
        answer = self._answer(person, name)
        stopped = person.get("sessions").status_code == 403
        self.lines.append(Line(self.day, name, mail, answer, stopped))

    def _answer(self, person: Person, name: str) -> str:
        if not person.is_signed_in():
            answer = person.log_in()
            if answer.json.get("methods") == ["passkey"]:
                assert keys.second_step(person, self.devices[name]).status_code == 200
            elif answer.json.get("requires2FA"):
                if person.secret:
                    assert person.verify().status_code == 200
                    self.clock.next_step()
                else:
                    assert person.verify(person.backup_codes.pop()).status_code == 200
        told = person.get("me").json
        if "setUpBy" in told:
            return f"until {told['setUpBy'][:10]}"
        return "set up now" if told.get("requires2FASetup") else "free"

    def _mail(self) -> dict[str, str]:
        found = mails(self.app, self.clock.now())
        sent: dict[str, str] = {}
        for each in found[self._seen :]:
            name, subject = str(each["To"]).partition("@")[0], str(each["Subject"])
            sent[name] = "; ".join(filter(None, (sent.get(name), _short(subject))))
        self._seen = len(found)
        return sent

    def _join(self, name: str) -> None:
        self.people[name] = Person(self.app, self.clock, f"{name}@example.com").register()
        self._mail()

    def _execute(self, statement: str, name: str) -> None:
        execute(self.app, statement, email=f"{name}@example.com")


def _short(subject: str) -> str:
    """Name a mail by what it is about; others are not this table's."""
    if left := re.match(r"(\w+) days? (?:is|are) left", subject):
        return f"{left[1].lower()} left"
    if "asks you to secure" in subject:
        return "announced"
    if "policy of" in subject:
        return "policy changed"
    return "an operator's act" if "operator changed" in subject else ""


def table(lines: list[Line]) -> str:
    """Return the days on which something was new for somebody."""
    rows = [("day", "person", "mail", "answer", "stopped")]
    last: dict[str, tuple[str, bool]] = {}
    for each in lines:
        state = each.answer, each.is_stopped
        if each.mail or last.get(each.name) != state:
            stopped = "stopped" if each.is_stopped else ""
            rows.append((str(each.day), each.name, each.mail, each.answer, stopped))
        last[each.name] = state
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place, clock = Path(folder), FrozenClock()
        settings = make_settings(
            database_url=f"sqlite:///{place / 'team.db'}",
            instance_dir=place,
            mail_url=f"file:{place / 'mail'}",
            request_limits=(Window(1_000_000, 60),),
        )
        migrate(settings)
        app = create_app(settings, clock)
        init_migrations(app)
        team = Team(app, clock)
        team.begin()
        sys.stdout.write(f"{table(team.live())}\n")
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
