"""Promise: what operators do for people writes its event and its mail once (R87)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts import expiry, help_desk
from app.audit.pruning import old_part, prune
from app.config.operators import operator_act
from app.core.act import Act
from app.core.errors import AppError
from app.forward_auth import apps
from app.groups import members, service
from app.invitations import issuing
from app.invitations.models import Invitation
from app.policy.dates import extend
from app.twofactor.service import ask_to_enrol
from app.users.service import find_by_email
from tests.accounts.links import subjects
from tests.person import Person
from tests.policies import set_level
from tests.rows import events, execute, rows

Do = Callable[[Person, Act], object]
UNVERIFY = "UPDATE users SET email_verified_at = NULL"
TOLD = "An operator changed your Second Lock account"

ACTS: list[tuple[Do, str, str]] = [
    (lambda p, act: help_desk.sign_out(id_of(p), act=act), "logout.all", TOLD),
    (lambda p, act: help_desk.set_name(id_of(p), "Ann", act=act), "account.renamed", TOLD),
    (lambda p, act: help_desk.set_locale(id_of(p), "en", act=act), "account.locale_changed", TOLD),
    (
        lambda p, act: help_desk.set_address(id_of(p), "new@example.com", verified=True, act=act),
        "account.email_changed",
        "Your address was changed",
    ),
    (lambda p, act: ask_to_enrol(id_of(p), act=act), "2fa.asked", TOLD),
    (
        lambda p, act: help_desk.send_reset(id_of(p), act=act),
        "account.reset_asked",
        "Set a new password for Second Lock",
    ),
]
OF_UNVERIFIED: list[tuple[Do, str, str]] = [
    (lambda p, act: help_desk.mark_verified(id_of(p), act=act), "account.email_verified", TOLD),
    (
        lambda p, act: help_desk.resend_verification(id_of(p), act=act),
        "account.verification_sent",
        "Verify your e-mail for Second Lock",
    ),
]


def id_of(person: Person) -> str:
    user = find_by_email(person.email)
    assert user is not None
    return user.id


def happened(person: Person, do: Do) -> list[str]:
    """What the history says of an act, all of it an operator's."""
    before = len(events(person.app))
    with person.app.app_context():
        do(person, operator_act(person.clock.now()))
    fresh = events(person.app)[before:]
    assert {(each.ip, each.actor_id) for each in fresh} == {("operator", None)}
    return [each.type for each in fresh]


@pytest.mark.parametrize(("do", "event", "subject"), ACTS, ids=[each[1] for each in ACTS])
def test_each_act_is_written_and_mailed_once(ann: Person, do: Do, event: str, subject: str) -> None:
    before = subjects(ann, ann.email)
    assert happened(ann, do) == [event]
    assert sorted(subjects(ann, ann.email)) == sorted([*before, subject])


@pytest.mark.parametrize(("do", "event", "subject"), OF_UNVERIFIED)
def test_so_is_what_verifies(ann: Person, do: Do, event: str, subject: str) -> None:
    execute(ann.app, UNVERIFY)
    before = subjects(ann, ann.email)
    assert happened(ann, do) == [event]
    assert sorted(subjects(ann, ann.email)) == sorted([*before, subject])


@pytest.mark.parametrize(
    "do",
    [
        lambda p, act: help_desk.sign_out("nobody", act=act),
        lambda p, act: help_desk.set_name(id_of(p), "a\nb", act=act),
        lambda p, act: help_desk.set_address(id_of(p), p.email, verified=True, act=act),
        lambda p, act: help_desk.mark_verified(id_of(p), act=act),
        lambda p, act: help_desk.resend_verification(id_of(p), act=act),
    ],
)
def test_what_is_refused_writes_and_mails_nothing(ann: Person, do: Do) -> None:
    before, told = len(events(ann.app)), subjects(ann, ann.email)
    with ann.app.app_context(), pytest.raises(AppError):
        do(ann, operator_act(ann.clock.now()))
    assert len(events(ann.app)) == before
    assert subjects(ann, ann.email) == told


def test_an_account_that_expires_says_why(ann: Person) -> None:
    ann.clock.move(seconds=40 * 86400)
    assert happened(ann, lambda p, act: expiry.disable_unused(30, act=act)) == ["account.disabled"]
    assert events(ann.app)[-1].detail == {"reason": "inactive"}
    assert TOLD in subjects(ann, ann.email)


def test_a_prune_is_written(ann: Person) -> None:
    part_of = ann.clock.now() + timedelta(days=1)
    with ann.app.app_context():
        part = old_part(part_of)
        assert part is not None
        prune(part, act=operator_act(ann.clock.now()))
    assert [each.type for each in events(ann.app)] == ["audit.pruned"]


def test_what_is_done_to_a_group_is_written(ann: Person) -> None:
    found = {}

    def make(_: Person, act: Act) -> None:
        found["group"] = service.create("wiki", act=act)

    def join(person: Person, act: Act) -> None:
        members.add(found["group"].id, id_of(person), act=act)

    assert happened(ann, make) == ["group.created"]
    found_id = found["group"].id
    assert happened(
        ann, lambda _, act: service.change(found_id, version=1, description="Readers", act=act)
    ) == ["group.changed"]
    assert happened(ann, join) == ["group.joined"]
    assert happened(ann, lambda p, act: members.remove(found_id, id_of(p), act=act)) == [
        "group.left"
    ]
    assert happened(ann, lambda _, act: service.delete(found_id, version=2, act=act)) == [
        "group.deleted"
    ]


def test_what_is_done_to_an_invitation_is_written(ann: Person) -> None:
    wish = issuing.wanted(email=None, role="user", groups=(), seconds=3600, uses=2)
    assert happened(ann, lambda _, act: issuing.invite(wish, act=act)) == ["invitation.made"]
    [row] = rows(ann.app, Invitation)
    assert happened(ann, lambda _, act: issuing.revoke(row.id, act=act)) == ["invitation.revoked"]
    told = events(ann.app, "invitation.made", "invitation.revoked")
    assert {each.detail["invitation"] for each in told} == {row.id}


def test_what_is_done_to_an_app_is_written(ann: Person) -> None:
    values = {"name": "Wiki", "origin": "http://localhost:9000", "groups": [], "factor": 1}
    assert happened(ann, lambda _, act: apps.add(values, act=act)) == ["app.added"]
    with ann.app.app_context():
        app_id = apps.find_app("http://localhost:9000").app.id
    change = {"factor": 2}
    assert happened(ann, lambda _, act: apps.change(app_id, version=1, values=change, act=act)) == [
        "app.changed"
    ]
    assert happened(ann, lambda _, act: apps.remove(app_id, version=2, act=act)) == ["app.removed"]


def test_more_time_under_a_policy_is_written(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=7)
    now = ann.clock.now()
    with ann.app.app_context():
        extend(ann.email, now + timedelta(days=30), act=operator_act(now))
    assert [each.type for each in events(ann.app)][-1] == "policy.extended"
