"""A few people in a real instance and in the rules, to whom the same things happen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, update

from app.config.operators import operator_act
from app.core.errors import AppError
from app.core.opaque_tokens import digest, new_id
from app.db import write_tx
from app.extensions import now, settings
from app.factors.models import LIVE, Passkey, TotpSecret
from app.groups import service as groups
from app.policy.dates import extend
from app.policy.models import Policy, PolicyDate
from app.policy.report import Reported, count_states, list_people
from app.policy.service import Wish, set_policy
from app.policy.standing import Standing, find_standing
from app.sessions.models import AuthSession
from app.users.models import Group, GroupMember, User
from tests.client import Client
from tests.clock import FrozenClock
from tests.policy.rules import EVERYONE, NAMES, One, Rules

GROUPS = ("editors", "writers")
_FAR = timedelta(days=300)


@dataclass
class Town:
    """The product and the rules side by side."""

    app: Flask
    clock: FrozenClock
    rules: Rules = field(default_factory=lambda: Rules("optional"))
    people: list[One] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def begin(self, setting: str) -> None:
        """Empty the town, and let five people move in."""
        self.rules = Rules(setting)
        object.__setattr__(
            self.app.extensions["second_lock"].settings, "two_factor_policy", setting
        )
        with self.app.app_context():
            with write_tx() as tx:
                for model in (Policy, PolicyDate, GroupMember, Group, TotpSecret, Passkey):
                    tx.execute(delete(model))
                tx.execute(delete(User).where(User.email.like("%@town.example")))
                tx.execute(update(User).values(disabled_at=User.created_at))
            act = operator_act(now())
            self.groups = {name: groups.create(name, act=act).id for name in GROUPS}
            self.people, self.ids, self.browsers = [], {}, {}
            for number in range(5):
                self._move_in(One(f"p{number}", role="admin" if number == 0 else "user"))

    def _move_in(self, one: One) -> None:
        user_id, token = new_id(), new_id()
        moment = now()
        user = User(
            id=user_id,
            email=f"{one.name}@town.example",
            password_hash="",
            role=one.role,
            created_at=moment,
            email_verified_at=moment,
        )
        row = AuthSession(
            id=new_id(),
            user_id=user_id,
            token_hash=digest(token),
            token_version=0,
            amr_words="password totp",
            created_at=moment,
            last_seen_at=moment,
            expires_at=moment + _FAR,
            ip="",
            user_agent="",
            generation=0,
        )
        with write_tx() as tx:
            tx.add(user)
            tx.flush()
            tx.add(row)
        self.people.append(one)
        self.ids[one.name] = user_id
        self.browsers[one.name] = _browser(self.app, token)

    def set_level(self, whom: str, level: int, days: int, start: int | None) -> None:
        """An operator sets a level; `start` is hours from now."""
        moment = self.clock.now()
        begins = None if start is None else moment + timedelta(hours=start)
        if level == 0:
            days, begins = 0, None
        group = None if whom == EVERYONE else whom
        wish = Wish(level=NAMES[level], group=group, starts_at=begins, grace_days=days)
        with self.app.app_context():
            set_policy(wish, act=operator_act(now()), force=True)
        self.rules.set_level(whom, level, self.people, moment, start=begins or moment, days=days)

    def extend(self, one: One, hours: int) -> None:
        until = self.clock.now() + timedelta(hours=hours)
        moved = self.rules.extend(one, until, self.clock.now())
        try:
            with self.app.app_context():
                extend(f"{one.name}@town.example", until, act=operator_act(now()))
        except AppError:
            assert not moved
        else:
            assert moved

    def change(self, one: One, what: str) -> None:
        """Turn one thing about a person round."""
        with self.app.app_context(), write_tx() as tx:
            _turn(tx, one, what, self.ids[one.name], self.groups)
            values = {
                "role": one.role,
                "two_factor_enabled_at": now() if one.has else None,
                "must_enrol_at": now() if one.is_marked else None,
            }
            tx.execute(update(User).where(User.id == self.ids[one.name]).values(values))

    def reported(self) -> dict[str, Reported]:
        with self.app.app_context():
            found = {each.user.email.partition("@")[0]: each for each in list_people(limit=100)}
            counts = {each.value: many for each, many in count_states().items()}
        states = [each.state.value for each in found.values()]
        assert counts == {name: states.count(name) for name in counts}
        return found

    def standing(self, one: One) -> Standing:
        with self.app.app_context():
            return find_standing(self.ids[one.name])

    def answer(self, one: One, path: str) -> tuple[int, Any]:
        answer = self.browsers[one.name].get(path)
        return answer.status_code, answer.get_json(silent=True)


def _turn(tx: Any, one: One, what: str, user_id: str, ids: dict[str, str]) -> None:
    mine = {"user_id": user_id}
    if what in GROUPS:
        one.groups ^= {what}
        row: Any = GroupMember(**mine, group_id=ids[what])
        _keep(tx, row, {**mine, "group_id": ids[what]}, is_there=what in one.groups)
    elif what == "role":
        one.role = "user" if one.role == "admin" else "admin"
    elif what == "mark":
        one.is_marked = not one.is_marked
    else:
        setattr(one, what, not getattr(one, what))
        row, found = _factor(what, mine)
        _keep(tx, row, found, is_there=getattr(one, what))
    one.is_marked = one.is_marked and not one.has
    tx.flush()


def _factor(what: str, mine: dict[str, str]) -> tuple[Any, dict[str, str]]:
    key, moment = new_id(), now()
    if what == "app":
        return TotpSecret(**mine, id=key, state=LIVE, sealed="", created_at=moment), mine
    host = "former.example" if what == "former_passkey" else settings().passkey_host
    found = {**mine, "rp_id": host}
    row = Passkey(**found, id=key, credential_id=key, public_key="", created_at=moment)
    return row, found


def _keep(tx: Any, row: Any, found: dict[str, str], *, is_there: bool) -> None:
    """Add a row, or delete it."""
    tx.execute(delete(type(row)).filter_by(**found))
    if is_there:
        tx.add(row)


def _browser(app: Flask, token: str) -> Client:
    client = Client(app)
    client.set_cookie("second_lock_session", _signed(app, token))
    return client


def _signed(app: Flask, token: str) -> str:
    with app.test_request_context():
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        assert serializer is not None
        return str(serializer.dumps({"_user_id": token, "_fresh": True}))


def moment_in(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
